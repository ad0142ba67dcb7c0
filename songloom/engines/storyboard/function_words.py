"""Function words of the languages that songs here are mostly in: where a phrase likes to begin, and what never ends one."""

from collections.abc import Sequence

_LEANING = {
    "en": """a an the my your his her its our their this that these those to of in on at by for from with into as and or but if when while
        because so than is am are was were be been i you he she we they it's i'm it not no don't can can't will won't would could should
        have has had do does did let""",
    "fr": """le la les un une des du de mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cette ces à au aux en dans par
        pour sur sous avec sans chez et ou mais si que qui quand je tu il elle on nous vous ils elles ne me te se est suis es sont a ai as
        y plus c'est""",
    "es": """el la los las un una unos unas mi tu su mis tus sus este esta ese esa de del a al en con sin por para sobre y o u e pero si
        que cuando como yo él me te se nos lo le es son está muy más no ni""",
    "de": """der die das den dem des ein eine einen einem einer mein meine dein deine sein seine ihr ihre unser euer zu zum zur in im am an
        auf aus bei mit nach von vom vor für über unter und oder aber wenn weil dass als wie ich du er sie es wir ist bin bist sind war hat
        habe haben nicht kein keine so""",
}
LEANING = {language: frozenset(words.split()) for language, words in _LEANING.items()}
# What a line does not end with, in any of these languages: articles, possessives, conjunctions, most prepositions, pronouns that stand
# before a verb. German prepositions that a verb may leave at its clause's end are not among them.
_BOUND = """
    a an the my your our their to of at for from with into as and or but if because than i he she we they it's i'm
    le la les un une des de mon ma mes ton ta tes ses notre nos votre vos leurs cette ces à au aux dans par pour sur avec sans et ou mais si
    que qui quand je tu il ne c'est el los las unos unas su mis tus sus del al en con por para y o pero cuando como se der den dem ein
    eine einen einem einer mein meine dein deine seine zum zur im bei mit von vom für und oder aber wenn weil dass ich
"""
BOUND = frozenset(_BOUND.split())
# They like to begin a line.
OPENING = frozenset({"and", "but", "so", "if", "when", "que", "et", "mais", "quand", "si", "y", "pero", "cuando", "und", "aber", "wenn"})


def choose_leaning(words: Sequence[str]) -> frozenset[str]:
    """The list that holds most of these lower-case words."""
    return max(LEANING.values(), key=lambda leaning: sum(word in leaning for word in words))
