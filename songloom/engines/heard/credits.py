"""What recognisers say over music because films and videos end with it: credits, thanks, calls to subscribe."""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

# Whisper's best known ones, by language; compared without case, spaces and punctuation. Nobody sings them.
# A phrase goes alone; what follows a mark goes with it to the sentence's end, for names and addresses follow.
PHRASES = (
    "thanks for watching", "thank you for watching", "thank you so much for watching", "thank you very much for watching",
    "please subscribe", "please subscribe to my channel", "subscribe to my channel", "subscribe to our channel",
    "dont forget to subscribe", "dont forget to like and subscribe", "like and subscribe", "see you in the next video",
    "merci davoir regardé cette vidéo", "merci davoir regardé", "abonnezvous à la chaîne", "noubliez pas de vous abonner",
    "vielen dank fürs zuschauen", "danke fürs zuschauen", "abonniert den kanal",
    "gracias por ver el video", "gracias por ver el vídeo", "suscríbete al canal", "no olvides suscribirte", "dale like y suscríbete",
    "obrigado por assistir", "inscrevase no canal", "grazie per aver guardato il video", "grazie per la visione",
    "iscriviti al canale", "bedankt voor het kijken", "tack för att ni tittade", "tak fordi du så med", "takk for att du så på",
    "kiitos kun katsoit", "dziękuję za oglądanie", "dziękuję za uwagę", "děkuji za pozornost", "izlediğiniz için teşekkür ederim",
    "izlediğiniz için teşekkürler", "abone olmayı unutmayın", "спасибо за просмотр", "подписывайтесь на канал", "продолжение следует",
    "дякую за перегляд", "ご視聴ありがとうございました", "ご視聴ありがとうございます", "チャンネル登録お願いします",
    "チャンネル登録をお願いします", "チャンネル登録よろしくお願いします", "最後までご視聴ありがとうございました",
    "次回の動画でお会いしましょう", "谢谢观看", "感谢观看", "谢谢大家观看", "謝謝觀看", "感謝觀看", "谢谢收看", "謝謝收看",
    "请不吝点赞订阅转发打赏支持明镜与点点栏目", "請不吝點贊訂閱轉發打賞支持明鏡與點點欄目", "시청해주셔서 감사합니다", "구독과 좋아요",
    "좋아요와 구독 부탁드립니다", "cảm ơn các bạn đã theo dõi", "hãy subscribe cho kênh", "terima kasih telah menonton",
    "اشتركوا في القناة", "شكرا للمشاهدة", "شكرا على المشاهدة", "תודה על הצפייה", "ευχαριστώ που παρακολουθήσατε",
)  # fmt: skip
MARKS = (
    "subtitles by", "subtitled by", "captions by", "captioned by", "captioning by", "transcription by", "transcript by", "amaraorg",
    "subtitles made by", "sous titres réalisés par", "sous titrage", "sous titrage st 501", "sous titres par", "untertitel von",
    "untertitel der amara", "untertitel im auftrag", "untertitelung", "copyright wdr", "subtítulos por", "subtítulos realizados por",
    "subtitulado por", "subtítulos creados por", "legendas por", "legendas pela", "legendado por", "sottotitoli creati",
    "sottotitoli e revisione", "sottotitoli a cura", "sottotitoli di", "ondertiteld door", "ondertiteling", "ondertitels ingediend",
    "undertexter från", "undertexter av", "undertexning", "undertekster av", "undertekster fra", "tekstet af", "tekstet av",
    "danske tekster", "suomennos", "tekstitys", "napisy stworzone", "napisy by", "titulky vytvořil", "titulky od", "feliratok",
    "subtitrarea", "субтитры сделал", "субтитры создавал", "субтитры подогнал", "редактор субтитров", "субтитри",
    "altyazı mk", "altyazı çeviri", "字幕由", "字幕制作", "字幕提供", "字幕by", "字幕志愿者", "字幕製作", "中文字幕", "자막 제공",
    "자막 by", "한글자막", "mbc 뉴스", "ترجمة نانسي قنقر", "phụ đề", "υπότιτλοι", "כתוביות",
)  # fmt: skip


def find_credits(words: Sequence[str], sentences: Sequence[int]) -> list[int]:
    """The positions of words that are credits; `sentences` says for each word which sentence it stands in.

    >>> find_credits("and so I go Thanks for watching!".split(), [0] * 4 + [1] * 3)
    [4, 5, 6]
    """
    found: set[int] = set()
    for _, group in groupby(range(len(words)), key=lambda k: sentences[k]):
        inside = list(group)
        letters = [simplify(words[k]) for k in inside]
        found.update(inside[j] for j in _find_phrases(letters) | _find_marks(letters))
    return sorted(found)


def simplify(text: str) -> str:
    """Letters and digits alone, without case and marks of style: what two ways to write the same have in common.

    >>> simplify("Don’t,"), simplify("ＬＡ!")
    ('dont', 'la')
    """
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


# --------------------------------------------------------------------------------------------- private


def _find_phrases(words: Sequence[str]) -> set[int]:
    return {k for first, last in _match(words, _PHRASES) for k in range(first, last)}


def _find_marks(words: Sequence[str]) -> set[int]:
    return {k for first, _ in _match(words, _MARKS) for k in range(first, len(words))}


def _match(words: Sequence[str], wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Ranges of whole words that, written together, are one of the wanted."""
    found = []
    for first in range(len(words)):
        text = ""
        for last in range(first, len(words)):
            text += words[last]
            if len(text) > _LONGEST:
                break
            if text in wanted:
                found.append((first, last + 1))
    return found


_PHRASES = frozenset(simplify(phrase) for phrase in PHRASES)
_MARKS = frozenset(simplify(mark) for mark in MARKS)
_LONGEST = max(map(len, _PHRASES | _MARKS))
