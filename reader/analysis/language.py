"""Which language a text is in, by its script and its commonest words.

A text's little words (`the`, `und`, `que`) are a third of it or more, and no other language
shares most of them. Where two languages come close, or the text is short, nothing is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

_LITTLE_WORDS: Final = {
    "en": """the of and to in a is that for it was on with as be at by he his from they are this
        have has had not but which were their an or been who would said will she her its when there
        more one about after into than out up can could what if over also so no we you i""",
    "de": """der die das und in den von zu mit dem des sich auf für ist im nicht ein eine als auch
        es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so
        zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei ich wir wenn""",
    "fr": """le la les de des et à un une du en que qui dans pour est sur au par il pas plus ne se
        ce avec sont ont aux son sa ses cette mais comme été elle nous leur ou d l qu n c s y a fait
        être deux ans après ces entre sans""",
    "es": """de la que el en y a los se del las un por con no una su para es al lo como más o pero
        sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era
        muy años hasta desde está mi porque qué""",
    "it": """di e il la che in a per un è con del si non della sono da una i le al dei nel come ha
        alla più anche ma gli dal lo su se delle questo nella ci o stato essere tra ed hanno dalla
        l all dell un è suo sua loro dopo""",
    "pt": """de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao
        ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela
        entre era depois sem mesmo aos são""",
    "nl": """de het een en van in is dat op te zijn met voor niet die er aan ook als om bij door
        naar uit maar nog over heeft wordt werd was of dan ze we hij zich tot hebben worden deze
        meer al geen kan wel na ik je""",
    "sv": """och att i det som en på är av för med den till inte har de ett om var jag men sig från
        vi så kan när också efter han eller vid nu än hade alla under skulle mot ska blir över där
        hon ut man sedan många bara""",
    "no": """og i det som en på er av for med den til ikke har de et om var jeg men seg fra vi så
        kan når også etter han eller ved nå enn hadde alle under skulle mot skal blir over der hun
        ut man ble å sier bare noe hvor mellom være opp""",
    "da": """og i det som en på er af for med den til ikke har de et om var jeg men sig fra vi så
        kan når også efter han eller ved nu end havde alle under skulle mod skal bliver over der hun
        ud man blev at siger kun noget hvor mellem være op""",
    "fi": """ja on ei että se oli hän kun mukaan myös mutta ovat joka kuin sen tai olla jos hänen
        niin jo ole sitä vain vuoden nyt mitä sekä vielä voi ne jotka kanssa jälkeen""",
    "is": """og að í á sem er til um við ekki af með fyrir var það en hann hún því hafa verið eru
        frá þá þess ég þegar eða hefur eftir vera þeir þetta úr sé þar upp""",
    "pl": """w i na z się że do nie to jest o jak za od po dla przez co są ale tym tego oraz tak już
        być jego który które która przed może tylko było także jej może ze u a czy""",
    "cs": """a v se na že je o s z do to i ve za pro by po si jsou ale jako od jeho který které bylo
        nebo při k jsem byl už ze tak jen až být která podle""",
    "hu": """a az és hogy nem is egy van ez meg azt csak már de volt mint el ezt még vagy szerint
        után lesz ki fel kell lehet majd amely aki pedig""",
    "ro": """de și în a la cu că pe un o nu din care pentru mai este sau s au fost ce lui sunt prin
        ale după dar când îi fi se al ei""",
    "tr": """ve bir bu da de için ile olarak daha olan çok gibi sonra kadar ise en ne o var olduğunu
        dedi yeni göre her ama ancak oldu iki tarafından ya üzerinde büyük diye ilk
        son ilgili diğer önce fazla yer etti olduğu olarak eden şekilde biri ne kadar""",
    "id": """yang dan di itu dengan untuk dari ini dalam tidak akan pada juga ke karena oleh ada
        tersebut bisa saat kata sudah lebih telah atau mereka adalah kami saya tahun para dia
        sebagai secara menjadi bahwa""",
    "lt": """ir kad yra į iš su tai ne bet apie kaip jis po už nuo ar buvo taip dėl jo prie iki o
        labai dar tik jau kuris metų bus turi nėra ji""",
    "vi": """của và là có được cho không trong một các với người những đã này để đến khi về từ ra
        tại cũng như nhiều""",
    "ru": """и в не на что с он как это по но из к у за от же его так для о бы а все было был она
        мы они до или уже при году также которые во после только я то""",
    "uk": """і в не на що з як це та до у але за від його для про й або він вона ми вони ще також
        які так був було після при вже року щоб є зі під через""",
    "bg": """на и в се за от да не с че са по е като до към при но което които след или той през
        беше това има още най ще си""",
    "sr": """и у на се да је за од су са као а не што који би до али о то после због није били""",
    "hi": """के में की है से का को और पर ने कि यह एक भी हैं नहीं इस लिए तो कर हो था गया साथ ही थे""",
    "mr": """आहे आणि या च्या तर होते आहेत मध्ये हे ते केली केला नाही असे""",
    "fa": """و در به از که را این با است برای آن یک خود تا شده بر هم نیز""",
    "ar": """في من على إلى أن عن مع التي الذي هذا ما لا بعد كان هذه بين قد أو و""",
    "ur": """کے میں کی ہے سے کا کو اور پر نے کہ یہ ایک بھی ہیں نہیں اس""",
}
"""Each language's commonest words in print, by ISO 639-1."""

_SCRIPTS: Final = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "THAI": "th",
    "GREEK": "el",
    "HEBREW": "he",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "GUJARATI": "gu",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GURMUKHI": "pa",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "KHMER": "km",
    "MYANMAR": "my",
    "SINHALA": "si",
}
"""Scripts that one living language is written in, by the first word of their letters' names."""

_WORD: Final = re.compile(r"[\w\u0900-\u097f]+")
_READ: Final = 3_000
"""Characters that are looked at: more tells no more."""

_FEWEST: Final = 12
"""Words under which nothing is said of a text."""

_SHARE: Final = 0.16
"""Of the words that must be a language's commonest."""

_SHARE_ALONE: Final = 0.08
"""The same where no other language has half as many: Turkish and Finnish say much by endings."""

_LEAD: Final = 1.2
"""How far the first language must be before the second."""


def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for language, words in _LITTLE_WORDS.items():
        for word in set(words.split()):
            found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}


_LANGUAGES_OF: Final = _index()


def find_language(texts: Iterable[str]) -> str:
    """The language of some paragraphs as ISO 639-1 (`nb` and `nn` are `no`); empty if unsure."""
    parts: list[str] = []
    length = 0
    for text in texts:
        parts.append(text[:_READ])
        length += len(parts[-1])
        if length >= _READ:
            break
    text = " ".join(parts)[:_READ].lower()
    if by_script := _by_script(text):
        return by_script
    words = _WORD.findall(text)
    if len(words) < _FEWEST:
        return ""
    counts: Counter[str] = Counter()
    for word in words:
        for language in _LANGUAGES_OF.get(word, ()):
            counts[language] += 1
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < max(4, _SHARE_ALONE * len(words)):
        return ""
    alone = len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]
    if not alone and ranked[0][1] < _SHARE * len(words):
        return ""
    if len(ranked) > 1 and ranked[0][1] < _LEAD * ranked[1][1]:
        return _nordic(ranked[0][0], ranked[1][0], words)
    return ranked[0][0]


def little_words(language: str) -> frozenset[str]:
    """A language's commonest words (ISO 639-1), in lower case; none of one not told apart here."""
    return frozenset(_LITTLE_WORDS.get(base(language), "").split())


def base(language: str) -> str:
    """The language of a BCP 47 tag as ISO 639-1: "de" of "de-AT", "no" of "nb"."""
    first = language.partition("-")[0].lower()
    return "no" if first in ("nb", "nn") else first


def settled_language(declared: str, texts: Iterable[str]) -> str:
    """What a page declares its language to be (BCP 47), unless its text is plainly another.

    Templates declare the language of the system they came with: German news is "en" on many a
    page. A language that is not told apart here (Low German, Catalan) is believed.
    """
    if declared and base(declared) not in _LITTLE_WORDS:
        return declared
    found = find_language(texts)
    return found if found and found != base(declared) else declared


def _nordic(first: str, second: str, words: list[str]) -> str:
    """Danish or Norwegian, which share most little words: the one whose own words are there."""
    if {first, second} != {"da", "no"}:
        return ""
    own = Counter(
        language
        for word in words
        if len(languages := _LANGUAGES_OF.get(word, ())) == 1
        for language in languages
    )
    danish, norwegian = own["da"], own["no"]
    if max(danish, norwegian) < 2 * min(danish, norwegian) + 2:
        return ""
    return "da" if danish > norwegian else "no"


def _by_script(text: str) -> str:
    """The language of a text whose script tells it; Chinese where only Han characters stand."""
    if text.isascii():
        return ""
    letters = [c for c in text[:: max(1, len(text) // 400)] if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "").split(" ", 1)[0] for c in letters if c > "\u02ff")
    if not scripts or scripts.total() * 2 < len(letters):
        return ""
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    han = scripts["CJK"]
    if kana * 20 > kana + han > 0 and (kana + han) * 2 > len(letters):
        return "ja"
    script, count = scripts.most_common(1)[0]
    if count * 2 < len(letters):
        return ""
    return "zh" if script == "CJK" else _SCRIPTS.get(script, "")
