"""Pictures that words bring to mind: a small vocabulary of things that can be seen, in the languages that songs here are mostly in."""

import re
from collections import Counter
from collections.abc import Iterable

# What to paint, and the words that ask for it; words that mean another thing in another of these languages are left out.
_SEEN = {
    "a sky full of stars": "star stars starlight étoile étoiles estrella estrellas stern sterne sternen",
    "a pale moon": "moon moonlight lune luna mond mondlicht",
    "a low sun": "sun sunshine sunlight soleil sol sonne sonnenschein",
    "a sky at daybreak": "dawn sunrise morning mornings aube matin amanecer morgen morgenrot",
    "a deep night sky": "night nights midnight nuit nuits minuit noche noches medianoche nacht nächte mitternacht",
    "a wide open sky": "sky skies heaven ciel cielo himmel",
    "drifting clouds": "cloud clouds nuage nuages nube nubes wolke wolken",
    "rain on glass": "rain raining rainy pluie lluvia regen",
    "falling snow": "snow snowing winter neige hiver nieve invierno schnee",
    "a storm on the horizon": "storm storms thunder lightning orage tempête tonnerre tormenta trueno sturm gewitter blitz",
    "grass bent by wind": "wind winds breeze vent viento",
    "a rainbow in mist": "rainbow arcoíris regenbogen",
    "the open sea": "sea ocean oceans waves océan mer vague vagues mar océano olas meer ozean wellen",
    "a river through hills": "river rivers stream rivière fleuve río rio fluss",
    "a sandy shore": "beach shore plage playa strand ufer",
    "an island in mist": "island islands île isla insel",
    "mountains far away": "mountain mountains hill hills montagne montagnes montaña montañas berg berge bergen",
    "a quiet forest": "forest woods tree trees forêt arbre arbres bosque árbol árboles wald baum bäume",
    "a field of flowers": "flower flowers rose roses fleur fleurs flor flores blume blumen",
    "a walled garden": "garden gardens jardin jardín garten",
    "leaves on the ground": "leaf leaves autumn feuille feuilles automne hojas otoño blätter herbst",
    "a desert of dunes": "desert sand désert sable desierto wüste",
    "a fire in the dark": "fire fires flame flames burning feu flamme flammes fuego feuer flammen",
    "rising smoke": "smoke ash ashes fumée cendres humo cenizas rauch asche",
    "a beam of light": "light lights lumière lumières luz luces licht lichter",
    "long shadows": "shadow shadows ombre ombres sombra sombras schatten",
    "an empty road": "road roads highway route chemin camino carretera landstraße",
    "a street of lamps": "street streets avenue boulevard calle calles straße strassen straßen",
    "a city from above": "city cities town ville ciudad stadt",
    "a house with one lit window": "house home maison casa hogar haus zuhause",
    "an open window": "window windows fenêtre fenêtres ventana ventanas fenster",
    "a half-open door": "door doors porte portes puerta puertas tür türen",
    "a bridge in fog": "bridge bridges pont puente brücke",
    "a train at a distance": "train trains railway tren trenes zug züge",
    "a small boat": "boat ship sail bateau navire barco vela schiff segel",
    "headlights on a road": "car cars drive driving voiture bagnole coche carro autobahn",
    "birds in flight": "bird birds wings oiseau oiseaux ailes pájaro pájaros vogel vögel flügel",
    "a mirror of water": "mirror lake miroir espejo spiegel",
    "ripples of clear water": "water eau agua wasser",
    "a ring of planets": "space planet planets universe espace planète espacio planeta universo weltall universum",
    "a pale veil in the air": "ghost ghosts fantôme fantasma fantasmas geist geister gespenst",
    "broken stone walls": "wall walls stone stones pierre pierres piedra piedras stein steine mauer mauern",
}  # fmt: skip
_BY_WORD = {word: seen for seen, words in _SEEN.items() for word in words.split()}
# More than two things in a picture are a heap.
_MOST_SEEN = 2


def find_images(texts: Iterable[str]) -> list[str]:
    """What lines bring to mind: the most named first, of equals the first; two at most."""
    seen = [dict.fromkeys(_BY_WORD[word] for word in re.findall(r"\w+", text.lower()) if word in _BY_WORD) for text in texts]
    named = Counter(thing for things in seen for thing in things)
    return [thing for thing, _ in named.most_common(_MOST_SEEN)]
