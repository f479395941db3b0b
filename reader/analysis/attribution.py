"""Who is said to have said it: the grammar of attributions around quoted stretches.

Everything here looks at one paragraph as a `Frame`: the text with its quoted stretches blanked
out, so that no word inside a quote is taken for an attribution. Searches never look further than
`REACH` characters, which keeps any text linear.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from reader.analysis.quotation_marks import Stretch

REACH = 320
"""Characters around a stretch in which its attribution is looked for."""

_BLANK = "\ue000"

_UPPER = "".join(
    chr(c)
    for low, high in ((0x41, 0x250), (0x386, 0x530), (0x1E00, 0x1F00))
    for c in range(low, high)
    if chr(c).isupper()
)
_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Mx|Dr|Drs|Prof|Gen|Lt|Col|Maj|Sgt|Capt|Cmdr|Cdr|Adm|Brig|Pvt|Cpl|Sen|Sens|Rep|Reps|"
    "Gov|Rev|Hon|St|Jr|Sr|Supt|Det|Insp|Atty|Asst|Fr|Messrs|Amb|Pres|No"
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|"
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
)
_WORD = (
    rf"(?:(?:[{_UPPER}]\.)+(?:-?[{_UPPER}]\.)*|(?:{_ABBREVIATIONS})\."
    rf"|(?:(?:al|el|ul|as|ad|an|ar|at)-|d[’'])?[{_UPPER}]\w*(?:[’'.-](?!s\b)\w+)*)"
)
_PARTICLE = (
    r"(?:(?:de|da|das|do|dos|du|del|della|der|den|di|la|le|las|los|van|von|ten|ter|bin|bint|ibn"
    r"|al|el|zu|af|av|y)\s)"
)
ORG_HEADS = frozenset(
    """ministry department agency office committee council commission party university institute
    company corporation corp inc ltd plc group association federation union bank court police army
    navy forces government parliament congress senate house administration authority board bureau
    service services foundation trust club times post news daily mail journal herald guardian telegraph
    tribune center centre organization organisation coalition alliance network society school
    college hospital church embassy team fund command campaign parliament assembly""".split()
)
_ORG = "|".join(sorted({w.capitalize() for w in ORG_HEADS}))
_NAME = re.compile(
    rf"(?:{_WORD}\s){{0,6}}?(?:{_ORG})\b(?:\s(?:of|for|on|and|in)(?:\sthe)?\s{_WORD}"
    rf"(?:\s{_WORD}){{0,4}}){{0,3}}"
    rf"|{_WORD}(?:\s{_PARTICLE}{{0,2}}{_WORD}){{0,7}}"
)
_CAPITAL = re.compile(rf"[{_UPPER}]")
_PREFIX = re.compile(r"(?<!\w)(?:(?:al|el|ul|as|ad|an|ar|at)-|d[’'])$")

_NOT_NAMES = frozenset(
    """the a an but and in on at as if when while after before he she it they we i you this that
    these those for from by with to of or so yet nor not no its his her their my our your asked
    according later however meanwhile during despite since although though because both some many
    most all one two three four five six seven eight nine ten here there then now also still even
    like earlier last next speaking among under over about once only another other others each
    every what who whom whose how why where which instead indeed today yesterday tomorrow tonight
    let yes well just such until unless without within through across against between beyond
    besides moreover furthermore nevertheless nonetheless perhaps maybe often sometimes never
    recently finally eventually ultimately initially originally previously currently writing
    citing referring commenting responding adding looking given based following launched
    founded born added said says told wrote asking elsewhere first second third more much few
    several would could should can will may might must do does did is are was were be been being
    has have had having am pm oh no. whether amid upon plus again ever especially particularly
    unlike rather than too very quite already almost nearly around approximately roughly""".split()
) | frozenset(w.lower() for w in _MONTHS.split("|"))

ROLES = frozenset(
    """mr mrs ms miss mx dr drs prof professor sir dame lord lady baroness baron president
    vice-president vice prime minister premier chancellor secretary undersecretary deputy
    assistant associate chief chairman chairwoman chairperson chair ceo cfo coo cto evp svp vp mp
    mep mps director manager coach captain general gen lt lieutenant col colonel maj major sgt
    sergeant capt cmdr cdr commander adm admiral brig brigadier pvt private cpl corporal officer
    detective det inspector insp superintendent supt constable sheriff sen sens senator rep reps
    representative congressman congresswoman gov governor mayor councillor councilor councilman
    councilwoman alderman attorney atty judge justice magistrate cardinal archbishop bishop father
    rev reverend pastor imam rabbi sheikh ambassador amb spokesman spokeswoman spokesperson
    spokespeople author novelist moderator actor actress singer analyst economist researcher
    journalist reporter correspondent lawyer solicitor barrister teacher student resident witness
    expert head founder co-founder former ex leader senior junior executive editor speaker
    treasurer commissioner principal dean provost marshal fr hon host presenter scientist
    historian engineer doctor nurse chef artist writer poet playwright filmmaker producer
    democrat republican rights foreign home interior health defence defense finance press state
    striker goalkeeper midfielder defender winger quarterback pitcher""".split()
)
_SURNAMES = frozenset("bishop judge major dean marshal baron provost father page".split())
SHORT_ROLES = {
    "sen": "senator", "gov": "governor", "rep": "representative", "gen": "general",
    "lt": "lieutenant", "col": "colonel", "sgt": "sergeant", "capt": "captain",
    "prof": "professor", "dr": "doctor", "rev": "reverend", "det": "detective",
    "atty": "attorney", "supt": "superintendent", "amb": "ambassador",
}  # fmt: skip
MALE_TITLES = frozenset("mr sir lord king prince brother father baron duke pope spokesman chairman "
                  "councilman congressman actor rev imam".split())  # fmt: skip
FEMALE_TITLES = frozenset("mrs ms miss lady dame queen princess sister baroness duchess spokeswoman "
                    "chairwoman councilwoman congresswoman actress".split())  # fmt: skip


def _forms(*stems: str) -> str:
    return "|".join(sorted((w for s in stems for w in s.split()), key=len, reverse=True))


_SAY = _forms(
    "said says saying say told tells telling tell added adds adding add wrote writes writing "
    "write stated states stating state explained explains explaining explain noted notes noting "
    "continued continues asked asks asking replied replies replying responded responds "
    "responding announced announces announcing insisted insists insisting recalled recalls "
    "recalling remembered remembers argued argues arguing warned warns warning admitted admits "
    "admitting claimed claims claiming declared declares declaring emphasised emphasized "
    "emphasises emphasizes emphasising emphasizing stressed stresses stressing commented comments "
    "commenting remarked remarks remarking quipped quips joked jokes joking concluded concludes "
    "concluding confirmed confirms confirming observed observes observing pointed points "
    "tweeted tweets tweeting posted posts posting shouted shouts shouting yelled whispered cried "
    "exclaimed testified testifies agreed agrees agreeing conceded concedes countered counters "
    "suggested suggests suggesting suggest reported reports reporting revealed reveals revealing asserted "
    "asserts asserting alleged alleges alleging maintained maintains contended contends cautioned "
    "cautions predicted predicts lamented laments mused muses reads read highlighted highlights "
    "highlighting reiterated reiterates reiterating acknowledged acknowledges acknowledging "
    "boasted boasts complained complains complaining thinks thought believes believed believing "
    "answered answers assured assures assuring indicated indicates proclaimed proclaims advised "
    "advises advising chanted chanting sang wondered wonders enthused urged urges urging urge "
    "elaborated summed reflected reflects reasoned chimed interjected retorted snapped began "
    "begins went opined opines stipulates stipulated reassured reassures clarified clarifies "
    "clarifying theorized theorised speculated disclosed vowed vows vowing pledged pledges "
    "pledging promised promises promising"
)
_CALL = _forms(
    "called calls calling call described describes describing describe dismissed dismisses "
    "dismissing denounced denounces denouncing criticised criticized criticises criticizes "
    "criticising criticizing accused accuses accusing blamed blames blaming rejected rejects "
    "rejecting condemned condemns condemning praised praises praising hailed hails hailing "
    "slammed slams slamming blasted blasts blasting labelled labeled labels labelling labeling "
    "branded brands branding dubbed deemed deems characterised characterized characterizes "
    "characterising characterizing depicted depicts depicting portrayed identified considers "
    "considered demanded demands demanding sought expressed expresses expressing voiced voices "
    "voicing cited cites citing quoted quotes quoting thanked thanks thanking welcomed welcomes "
    "mocked mocks touted touts touting derided defended defends defending ordered denied denies "
    "denying saw sees seeing feels felt feared fears fearing hoped hopes hoping decried decries "
    "lambasted likened likens likening ridiculed wished wishes encouraged encourages puts put "
    "spoke speaks speaking signed titled ruled rules ruling found finds finding wants wanted "
    "mentioned mentions referred refers referring attributed proposed proposes invited "
    "instructed apologised apologized recommended recommends knows know learned showed shows "
    "raised outlined hinted celebrated celebrates attacked declined declining "
    "listed lists discussed discusses detailed details vow"
)
CUE = re.compile(rf"\b(?:(?P<say>{_SAY})|(?P<call>{_CALL}))\b(?!['’-])")
_NOUNS_TOO = frozenset(
    "claims calls reports comments remarks notes fears hopes demands promises pledges details lists "
    "posts states wishes brands labels tweets quotes points report comment call claim note demand "
    "view views praise details thought find finding findings reading reads read wants sees puts "
    "thanks rules signed found cites".split()
)
"""Forms that are as often nouns or participles: a cue only behind a name or a pronoun."""
_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|as reported by|as described by|by)\s+", re.I
)
_CLAIM = re.compile(
    r"\b(?:claims?|remarks?|statements?|comments?|words?|assertions?|descriptions?|warnings?|"
    r"arguments?|views?|promises?|pledges?|calls?|demands?|speech|speeches|quote|letter|tweets?|"
    r"posts?|memoir|book|belief|reports?|insistence|response|reply|answer|statement|opinion)\b"
)
_DOCUMENTS = (
    "letter|statement|report|post|tweet|memoir|speech|book|email|website|page|video|message|"
    "manifesto|ruling|order|filing|lawsuit|complaint|release|article|editorial|column|yearbook"
)
_AUXILIARY = re.compile(
    r"(?:(?:^|(?<=\s))(?:has|had|have|also|then|later|recently|previously|since|only|just|"
    r"repeatedly|would|will|did|does|do|further|again|first|once|always|never|not|often|even|still|"
    r"soon|now|sarcastically|earlier|publicly|\w+ly|famously|both|all|so|too|can|could|may|might|"
    r"must|is|are|was|were|be|been|being|goes|went|on|to|instead|simply|first|jokingly)\s+)+$"
)
_PASSIVE = re.compile(r"\b(?:was|were|been|be|is|are|being|get|got|gets)\s+(?:\w+ly\s+|also\s+)*$")
_INFINITIVE = re.compile(r"\bto\s+(?:\w+ly\s+)?$")
_PRONOUN = re.compile(r"\b(he|she|they|it|i|we|you)\s*$", re.I)
_PREPOSITIONS = frozenset(
    "at of for in from with on to about by into over under near against between among than".split()
)
_CUT = re.compile(
    r"\s(?:of|at|in|from|for|on|who|during|after|when|as|to|about|before|with|through|via|by|while|"
    r"because|that|if|and|but|where|outside|inside|following|amid|last|this|yesterday|later|"
    rf"(?:{_MONTHS}))\b"
)
_DETERMINERS = frozenset(
    "the a an one some his her their its another several two three many other both each most "
    "our my".split()
)
_PHRASE_STOPS = frozenset(
    "that because and but as when while whether if than saying which who where although though "
    "since after before or so yet says said was were is are has had have be been not to".split()
)
_ADVERBIAL = re.compile(
    r"^\W*(?:in|on|at|after|before|during|when|while|asked|speaking|according|as|although|though|"
    r"despite|since|because|if|by|with|for|from|to|under|following|later|earlier|meanwhile|"
    r"however|but|and|yet|so|still|then|now|writing|citing|referring|commenting|responding|"
    r"looking|given|based|last|this|that|unlike|like|among|amid|today|yesterday|also|finally|"
    r"instead|indeed|until|once|over|about|through|without|within|besides|launching|arguing|"
    rf"\w+ing|\w+ly|(?:{_MONTHS}))\b",
    re.I,
)
_NOT_AFTER = re.compile(
    r"^\W*(?:and|but|which|while|although|though|because|so|or|before|after|showing|since|until|"
    r"\w+ing)\b",
    re.I,
)
_SENTENCE_END = re.compile(rf"[.!?…][)\]’”\"']*(?=\s+[{_UPPER}\d({_BLANK}“\"‘'«„—–-]|\s*$)")
_NO_END = re.compile(
    rf"(?:^|[\s(“\"])(?:{_ABBREVIATIONS}|[{_UPPER}]|(?:[{_UPPER}]\.)+[{_UPPER}]|vs|etc|Co|Inc|Ltd|"
    r"Corp|Ft|Mt|Calif|Conn|Fla|Mass|Pa|Va|Ont|Que|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|a\.m|"
    r"p\.m|i\.e|e\.g)$"
)

SubjectKind = Literal["name", "pronoun", "description", "unknown"]


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised name: where it stands without its titles, and the titles, lower case.

    `run` is where the titles before it begin.
    """

    run: int
    start: int
    end: int
    text: str
    titles: tuple[str, ...]
    is_org: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, as the paragraph has it. `unknown`: an attribution that names nobody."""

    start: int
    end: int
    kind: SubjectKind
    text: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker and the end of the words that attribute."""

    subject: Subject
    end: int


class Frame:
    """One paragraph with its stretches blanked out, its names, cues and sentences."""

    def __init__(self, text: str, stretches: Sequence[Stretch] = ()) -> None:
        self.text = text
        self.stretches = stretches
        pieces: list[str] = []
        last = 0
        for stretch in stretches:
            pieces.append(text[last : stretch.start])
            size = stretch.end - stretch.start
            # A quote that ends its own sentence ends the sentence around it too.
            ends = text[stretch.start : stretch.end].rstrip("’”\"'»“ ").endswith((".", "!", "?"))
            pieces.append(_BLANK * (size - 1) + ("." if ends else _BLANK))
            last = stretch.end
        pieces.append(text[last:])
        self.bare = "".join(pieces)

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Offsets where sentences begin, the first at 0."""
        starts = [0]
        for match in _SENTENCE_END.finditer(self.bare):
            before = self.bare[max(0, match.start() - 12) : match.start()]
            if match.group().startswith(".") and _NO_END.search(before):
                continue
            starts.append(match.end())
        return starts

    def sentence(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence an offset stands in."""
        starts = self.sentence_starts
        at = bisect_left(starts, offset + 1) - 1
        return starts[at], starts[at + 1] if at + 1 < len(starts) else len(self.bare)

    @cached_property
    def names(self) -> list[Name]:
        """The capitalised names outside the stretches, in order."""
        return find_names(self.bare)

    @cached_property
    def cues(self) -> list[re.Match[str]]:
        """The verbs of saying and judging outside the stretches, in order."""
        return list(CUE.finditer(self.bare))

    def keep_names(self, known: Container[str]) -> None:
        """Drops single words that may be capitals only because they begin a sentence."""
        kept = []
        for name in self.names:
            if " " not in name.text and not name.titles and name.text not in known:
                if self.begins_sentence(name.run) and not CUE.match(self.bare, name.end + 1):
                    continue
            kept.append(name)
        self.names = kept

    def begins_sentence(self, offset: int) -> bool:
        """Whether nothing of a sentence stands before `offset`."""
        while offset > 0 and self.bare[offset - 1].isspace():
            offset -= 1
        return offset == 0 or self.bare[offset - 1] in ".!?:;—–•…"

    def names_between(self, start: int, end: int) -> list[Name]:
        low = bisect_left(self.names, start, key=lambda n: n.start)
        high = bisect_left(self.names, end, key=lambda n: n.start)
        return [n for n in self.names[low:high] if n.end <= end]

    def cues_between(self, start: int, end: int) -> list[re.Match[str]]:
        low = bisect_left(self.cues, start, key=lambda m: m.start())
        high = bisect_left(self.cues, end, key=lambda m: m.start())
        return [m for m in self.cues[low:high] if m.end() <= end]


def _named(name: Name, bare: str) -> Subject:
    start, text = name.start, name.text
    if name.is_org:  # "China’s Defense Ministry": whose it is belongs to the name
        owner = _OWNER.search(bare[max(0, name.run - 40) : name.run])
        if owner:
            text = owner.group() + text
            start = name.run - len(owner.group())
    return Subject(start, name.end, "name", text, name.titles)


_OWNER = re.compile(rf"[{_UPPER}]\w+[’']s\s$")


def find_names(bare: str) -> list[Name]:
    """Capitalised names with their titles told apart; words that only begin a sentence left out."""
    found = []
    reached = 0
    for capital in _CAPITAL.finditer(bare):
        if capital.start() < reached:
            continue
        prefix = _PREFIX.search(bare, max(reached, capital.start() - 3), capital.start())
        match = _NAME.match(bare, prefix.start() if prefix else capital.start())
        if match is None:
            continue
        reached = match.end()
        words = [(m.start(), m.end()) for m in re.finditer(r"\S+", match.group())]
        at = 0
        while at < len(words) and _bare(match.group(), words[at]) in _NOT_NAMES:
            at += 1
        if at == len(words):
            continue
        is_org = any(_bare(match.group(), w) in ORG_HEADS for w in words[at:])
        first = at
        if not is_org:
            for number in range(at, len(words)):
                word = _bare(match.group(), words[number])
                is_surname = word in _SURNAMES and number > first and number + 1 == len(words)
                if word in ROLES and not is_surname:
                    first = number + 1
        titles = tuple(_bare(match.group(), w) for w in words[at:first])
        if first == len(words):  # "Prime Minister": a role, not a name
            continue
        start, end = words[first][0], words[-1][1]
        text = match.group()[start:end]
        if text.isupper() and len(text) > 1 and " " in text:
            text = text.title()
        run = match.start() + words[at][0]
        found.append(Name(run, match.start() + start, match.start() + end, text, titles, is_org))
    return found


def _bare(text: str, word: tuple[int, int]) -> str:
    return text[word[0] : word[1]].rstrip(".").lower()


def attribution_after(frame: Frame, number: int) -> Attribution | None:
    """`“…,” Smith said` or `“…,” said Smith` right behind a stretch."""
    stretch = frame.stretches[number]
    stop = (
        frame.stretches[number + 1].start if number + 1 < len(frame.stretches) else len(frame.bare)
    )
    inner = frame.text[stretch.start : stretch.end].rstrip("’”\"'»“ ")
    last = inner[-1:]
    start = stretch.end
    following = frame.bare[start : start + 2].lstrip()[:1]
    ends_full = last == "."
    if not (last in ",?!—–-…." or following in (",", "—", "–", "-")):
        return None
    if ends_full and following not in (",",):
        # “….” Smith said. An attribution only where nothing else is said about it.
        end = min(stop, frame.sentence(min(start + 1, len(frame.bare)))[1], start + 90)
    else:
        end = min(stop, _sentence_end_after(frame, start), start + REACH)
    window = frame.bare[start:end]
    if _NOT_AFTER.match(window):
        return None
    inverted = _INVERTED.match(window)
    if inverted:
        subject = _subject_behind(frame, start + inverted.end(), end)
        if subject is not None:
            return Attribution(subject, end)
    for cue in frame.cues_between(start, end)[:3]:
        left = frame.bare[start : cue.start()]
        if ends_full and not _NOTHING_MORE.match(frame.bare[cue.end() : end]):
            return None
        if len(left) > 240:
            return None
        subject = _subject_before(frame, cue, start + len(left) - len(left.lstrip(" ,.;—–-")))
        if subject is not None and subject.kind != "unknown":
            return Attribution(subject, end)
    return None


_INVERTED = re.compile(rf"^[\s,.;—–-]*(?:then |also |later |\w+ly )?(?:{_SAY})\s+(?=\S)")
_NOTHING_MORE = re.compile(
    rf"\s*(?:[.,;:]|$|(?:on|in|at|during|after|last|this|about|of|when|yesterday|today|{_MONTHS})\b)"
)


def _sentence_end_after(frame: Frame, offset: int) -> int:
    starts = frame.sentence_starts
    at = bisect_left(starts, offset + 1)
    return starts[at] if at < len(starts) else len(frame.bare)


def attribution_before(frame: Frame, number: int) -> Attribution | None:
    """`Smith said: “…”`, `according to Smith, “…”`, `his claim that “…”` in the same sentence."""
    stretch = frame.stretches[number]
    floor = max(frame.sentence(stretch.start)[0], stretch.start - REACH)
    cues = frame.cues_between(floor, stretch.start)
    claims = [m for m in _CLAIM.finditer(frame.bare, floor, stretch.start)]
    sources = [
        m for m in _ACCORDING.finditer(frame.bare, floor, stretch.start) if m.group()[:2] != "by"
    ]
    everything = sorted([*cues, *claims, *sources], key=lambda m: (-m.start(), m.re is not _CLAIM))
    for match in everything:
        if match.re is _ACCORDING:
            subject = _subject_behind(frame, match.end(), stretch.start)
        elif match.re is _CLAIM:
            subject = _possessor(frame, match.start(), floor)
        else:
            subject = _subject_before(frame, match, floor)
        if subject is not None:
            return Attribution(subject, match.end())
    return None


def attribution_trailing(frame: Frame, number: int) -> Attribution | None:
    """`a “…” of some sort, Smith said.` at the end of the sentence."""
    stretch = frame.stretches[number]
    end = min(_sentence_end_after(frame, stretch.end), stretch.end + REACH)
    for cue in reversed(frame.cues_between(stretch.end, end)):
        if cue.group("say") is None or not _NOTHING_MORE.match(frame.bare[cue.end() : end]):
            continue
        comma = frame.bare.rfind(",", stretch.end, cue.start())
        if comma < 0 or cue.start() - comma > 80:
            continue
        subject = _subject_before(frame, cue, comma + 1)
        if subject is not None:
            return Attribution(subject, cue.end())
    source = _ACCORDING.search(frame.bare, stretch.end, end)
    if source is not None and source.group()[:2].lower() != "by":
        subject = _subject_behind(frame, source.end(), end)
        if subject is not None:
            return Attribution(subject, end)
    return None


def reported_subject(frame: Frame, start: int, end: int) -> Subject | None:
    """Who says something in a sentence, whether its words are quoted or not."""
    for cue in frame.cues_between(start, end)[:2]:
        if cue.group("say") is not None and cue.group() not in _NOUNS_TOO:
            subject = _subject_before(frame, cue, start)
            if subject is not None and subject.kind == "name":
                return subject
    return None


def first_subject(frame: Frame, start: int, end: int) -> Subject | None:
    """The person or pronoun a sentence is about: the first that follows no preposition."""
    return next(subjects(frame, start, end), None)


def subjects(frame: Frame, start: int, end: int) -> Iterator[Subject]:
    """Whom a sentence may be about, the likeliest first: what follows no preposition."""
    pronoun = _PERSONAL.search(frame.bare, start, end)
    for name in frame.names_between(start, end):
        if pronoun is not None and pronoun.start() < name.start:
            break
        if _follows_preposition(frame.bare, name.run) or _is_possessive(frame.bare, name.end):
            continue
        yield _named(name, frame.bare)
    if pronoun is not None:
        yield Subject(pronoun.start(), pronoun.end(), "pronoun", pronoun.group().lower())
        return
    for name in frame.names_between(start, end):  # "Lee’s bottom line was …"
        if _is_possessive(frame.bare, name.end) and frame.begins_sentence(name.run):
            yield _named(name, frame.bare)


_PERSONAL = re.compile(r"\b(?:he|she|they)\b", re.I)


def _follows_preposition(bare: str, offset: int) -> bool:
    words = bare[max(0, offset - 40) : offset].split()
    while words and words[-1].lower() in _DETERMINERS:
        words.pop()
    return bool(words) and words[-1].lower().lstrip('(“"') in _PREPOSITIONS


def _is_possessive(text: str, end: int) -> bool:
    return text[end : end + 2] in ("'s", "’s") or text[end : end + 2] in ("' ", "’ ")


def _possessor(frame: Frame, noun: int, floor: int) -> Subject | None:
    """Whose claim it is: `Smith’s remarks`, `his repeated claim`."""
    left = frame.bare[max(floor, noun - 60) : noun]
    match = re.search(r"\b(his|her|their)\s+(?:[\w-]+\s+){0,2}$", left, re.I)
    if match:
        word = {"his": "he", "her": "she"}.get(match.group(1).lower(), "they")
        at = noun - len(left) + match.start()
        return Subject(at, at + len(match.group(1)), "pronoun", word)
    for name in reversed(frame.names_between(max(floor, noun - 60), noun)):
        rest = frame.bare[name.end : noun]
        if re.match(r"[’']s?\s+(?:[\w-]+\s+){0,2}$", rest):
            return _named(name, frame.bare)
        break
    return None


def _subject_behind(frame: Frame, start: int, end: int) -> Subject | None:
    """The noun phrase that begins at `start`: `said the ministry`, `according to Smith`."""
    chunk = frame.bare[start : min(end, start + 160)]
    pronoun = re.match(r"(he|she|they|it|i|we)\b", chunk, re.I)
    if pronoun:
        return Subject(start, start + pronoun.end(), "pronoun", pronoun.group().lower())
    stop = re.search(rf"[,.;:!?()—–{_BLANK}](?=\W|$)|\s[—–-]\s|[,;(]|{_BLANK}", chunk)
    names = frame.names_between(start, start + len(chunk))
    limit = stop.start() if stop else len(chunk)
    for name in names:  # a full stop inside a name ("J.") does not end the phrase
        if name.run - start <= limit < name.end - start:
            limit = name.end - start
    cut = None
    for match in _CUT.finditer(chunk, 0, limit):
        if not any(n.run - start <= match.start() < n.end - start for n in names):
            cut = match.start()
            break
    near = limit if cut is None else cut
    inside = [n for n in names if n.end - start <= near]
    if inside:
        name = inside[-1]
        tail = chunk[name.end - start : near]
        if not tail.strip():
            return _named(name, frame.bare)
        if not _is_possessive(chunk, name.end - start) and not re.match(r"\s+[a-z]", tail):
            return _named(name, frame.bare)
    phrase = chunk[:near].strip()
    if not re.match(r"(?:[\w’'.-]+\s?){1,8}$", phrase):
        return None
    words = phrase.split()
    head = words[-1].lower()
    if words[0].lower() not in _DETERMINERS and not (head.endswith("s") or len(words) <= 2):
        return None
    if words[0].lower() in _PHRASE_STOPS | _PREPOSITIONS or head in _DETERMINERS:
        return None
    if cut is not None and re.match(r"\s(?:of|at|for)\b", chunk[cut:]):
        phrase = chunk[:limit].strip()
    return Subject(start, start + len(phrase), "description", phrase)


def _subject_before(
    frame: Frame, cue: re.Match[str], floor: int, *, looks_back: bool = True
) -> Subject | None:
    """The subject of a verb that stands at `cue`, looked for no further left than `floor`.

    A verb that shares its subject with one before it looks back for that one, once.
    """
    bare = frame.bare
    floor = max(floor, cue.start() - REACH)
    left = bare[floor : cue.start()]
    word = cue.group()
    is_participle = word.endswith("ing")
    if word not in ("saying",) and not is_participle and _PASSIVE.search(left):
        if word in ("quoted", "reported", "cited"):
            pass
        else:
            by = re.match(r"\s+(?:\w+ly\s+)?by\s+", bare[cue.end() : cue.end() + 30])
            if by:
                return _subject_behind(frame, cue.end() + by.end(), cue.end() + 160)
            return Subject(cue.start(), cue.end(), "unknown", "")
    infinitive = _INFINITIVE.search(left)
    if infinitive:  # "led Lee to say"
        end = floor + len(left[: infinitive.start()].rstrip(" ,"))
        near = frame.names_between(max(floor, end - 80), end)
        if near and (near[-1].end == end or bare[end : end + 1] == ","):
            return _named(near[-1], bare)
        return None
    trimmed = _AUXILIARY.sub("", left).rstrip()
    if is_participle and not _PASSIVE.search(left):
        quoted = re.search(r"\b(?:quoted|cited)\s+(.{1,80}?)\s+as$", trimmed)
        if quoted:
            return _noun_phrase(frame, floor, floor + quoted.end(1))
        if trimmed and trimmed[-1].isalnum():  # "with some analysts saying"
            here = _noun_phrase(frame, floor, floor + len(trimmed))
            if here is not None and (here.kind != "description" or _begins_noun(here.text)):
                return here
        return _same_subject(frame, cue, floor) if looks_back else None
    if re.search(r"\b(?:and|but|or|then)$", trimmed):
        return _same_subject(frame, cue, floor) if looks_back else None
    if re.search(r"(?:\b(?:who|which|that)|[,—–])$", trimmed):
        trimmed = re.sub(r",?\s*(?:who|which|that)$", "", trimmed).rstrip()
        return _apposition(frame, floor, floor + len(trimmed))
    subject = _noun_phrase(frame, floor, floor + len(trimmed))
    if subject is not None and subject.kind == "description" and word in _NOUNS_TOO:
        return None
    return subject


def _begins_noun(phrase: str) -> bool:
    return phrase.split()[0].lower() in _DETERMINERS


def _same_subject(frame: Frame, cue: re.Match[str], floor: int) -> Subject | None:
    """`Lee denied it and said`, `calling it`: whoever the verb before belongs to."""
    for earlier in reversed(frame.cues_between(floor, cue.start())[-3:]):
        if not earlier.group().endswith("ing"):
            subject = _subject_before(frame, earlier, floor, looks_back=False)
            if subject is not None and subject.kind != "unknown":
                return subject
    return first_subject(frame, floor, cue.start())


def _noun_phrase(frame: Frame, floor: int, end: int) -> Subject | None:
    """The noun phrase that ends at `end`."""
    bare = frame.bare
    if bare[end - 1 : end] == ")":
        end = len(bare[floor : max(floor, bare.rfind("(", floor, end))].rstrip()) + floor
    left = bare[floor:end]
    if not left.strip() or left.endswith(_BLANK):
        return None
    if left[-1] in ",—–":
        return _apposition(frame, floor, end)
    pronoun = _PRONOUN.search(left)
    if pronoun:
        at = floor + pronoun.start()
        return Subject(at, end, "pronoun", pronoun.group(1).lower())
    names = frame.names_between(floor, end)
    if names and names[-1].end == end:
        name = names[-1]
        if not _follows_preposition(bare, name.run):
            return _named(name, bare)
        if len(names) > 1 and len(bare[names[-2].end : name.run].split()) < 3:  # "Lee of Leeds"
            between = bare[names[-2].end : name.run].split()
            if between and between[0].lower() in _PREPOSITIONS:
                return _named(names[-2], bare)
    for name in reversed(names[-2:]):  # "Lee’s letter to the council said"
        if re.match(rf"(?:[’']s?)\s+(?:[\w-]+\s+){{0,2}}(?:{_DOCUMENTS})\b", bare[name.end : end]):
            return _named(name, bare)
    words = list(re.finditer(r"\S+", left))[-9:]
    begin = None
    for match in reversed(words):
        token = match.group().lower()
        if match is not words[-1] and token[-1] in ",;:—–":
            break
        if token in _PHRASE_STOPS or _BLANK in token:
            break
        begin = match.start()
        if token in _DETERMINERS:
            break
    if begin is None:
        return None
    phrase = left[begin:]
    tokens = phrase.split()
    if len(tokens) == 1 and (tokens[0].lower() in _NOT_NAMES or len(tokens[0]) < 3):
        return None
    if tokens[0].lower() in _PREPOSITIONS:
        return None
    return Subject(floor + begin, end, "description", phrase.strip(" ,"))


def _apposition(frame: Frame, floor: int, end: int) -> Subject | None:
    """`Lee, a spokesperson for the works in Hull, said`: the name before the first comma."""
    bare = frame.bare
    described: Subject | None = None
    start = floor
    for match in re.finditer(r"[,—–;]\s|[,—–;]?$", bare[floor:end]):
        stop = floor + match.start()
        chunk = bare[start:stop]
        names = [
            n
            for n in frame.names_between(start, stop)
            if not _is_possessive(bare, n.end) and not _follows_preposition(bare, n.run)
        ]
        if names and not (_ADVERBIAL.match(chunk) and stop < end):
            last = names[-1]
            if bare[last.end : stop].strip(" )") == "" or not re.match(
                r"\s+[a-z]+\s*$", bare[last.end : stop]
            ):
                return _named(last, frame.bare)
        if described is None and chunk.strip() and not _ADVERBIAL.match(chunk):
            described = _noun_phrase(frame, start, start + len(chunk.rstrip()))
        start = floor + match.end()
        if start >= end:
            break
    return described
