"""The words that tell who says something: verbs of saying, titles, what is no name."""

from __future__ import annotations

import re

from reader.analysis.lexicon import word_set


def either(words: str) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(sorted(dict.fromkeys(words.split()), key=len, reverse=True))


ABBREVIATIONS = (
    "Mr|Mrs|Ms|Mx|Dr|Drs|Prof|Gen|Lt|Col|Maj|Sgt|Capt|Cmdr|Cdr|Adm|Brig|Pvt|Cpl|Sen|Sens|Rep|Reps|"
    "Gov|Rev|Hon|St|Jr|Sr|Supt|Det|Insp|Atty|Asst|Fr|Messrs|Amb|Pres|No"
)
DAYS_AND_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|"
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
)

ORG_HEADS = word_set(
    """
    ministry department agency office committee council commission party university institute
    company corporation corp inc ltd plc group association federation union bank court police
    army navy forces government parliament congress senate house administration authority
    board bureau service services foundation trust club times post news daily mail journal
    herald guardian telegraph tribune center centre organization organisation coalition
    alliance network society school college hospital church embassy team fund command campaign
    parliament assembly
    """
)
"""Words that make a run of capitals an organisation, and that stand for one: "the ministry"."""

_NOT_NAMES = word_set(
    """
    the a an but and in on at as if when while after before he she it they we i you this that
    these those for from by with to of or so yet nor not no its his her their my our your
    asked according later however meanwhile during despite since although though because both
    some many most all one two three four five six seven eight nine ten here there then now
    also still even like earlier last next speaking among under over about once only another
    other others each every what who whom whose how why where which instead indeed today
    yesterday tomorrow tonight let yes well just such until unless without within through
    across against between beyond besides moreover furthermore nevertheless nonetheless
    perhaps maybe often sometimes never recently finally eventually ultimately initially
    originally previously currently writing citing referring commenting responding adding
    looking given based following launched founded born added said says told wrote asking
    elsewhere first second third more much few several would could should can will may might
    must do does did is are was were be been being has have had having am pm oh no. whether
    amid upon plus again ever especially particularly unlike rather than too very quite
    already almost nearly around approximately roughly
    """
) | frozenset(w.lower() for w in DAYS_AND_MONTHS.split("|"))

_CONTRACTION = re.compile(r"(?:n[’']t|[’'](?:ve|d|ll|re|m|s))$")


def is_no_name(word: str) -> bool:
    """Whether a word in small letters is capitalised only where a sentence begins."""
    return word in _NOT_NAMES or _CONTRACTION.sub("", word) in _NOT_NAMES


ROLES = word_set(
    """
    mr mrs ms miss mx dr drs prof professor sir dame lord lady baroness baron president
    vice-president vice prime minister premier chancellor secretary undersecretary deputy
    assistant associate chief chairman chairwoman chairperson chair ceo cfo coo cto evp svp vp
    mp mep mps director manager coach captain general gen lt lieutenant col colonel maj major
    sgt sergeant capt cmdr cdr commander adm admiral brig brigadier pvt private cpl corporal
    officer detective det inspector insp superintendent supt constable sheriff sen sens
    senator rep reps representative congressman congresswoman gov governor mayor councillor
    councilor councilman councilwoman alderman attorney atty judge justice magistrate cardinal
    archbishop bishop father rev reverend pastor imam rabbi sheikh ambassador amb spokesman
    spokeswoman spokesperson spokespeople author novelist moderator actor actress singer
    analyst economist researcher journalist reporter correspondent lawyer solicitor barrister
    teacher student resident witness expert head founder co-founder former ex leader senior
    junior executive editor speaker treasurer commissioner principal dean provost marshal fr
    hon host presenter scientist historian engineer doctor nurse chef artist writer poet
    playwright filmmaker producer democrat republican rights foreign home interior health
    defence defense finance press state striker goalkeeper midfielder defender winger
    quarterback pitcher
    """
)
"""Titles, ranks and trades that stand before a name and are no part of it."""
SURNAMES = word_set(
    """
    bishop judge major dean marshal baron provost father page
    """
)
"""Roles that are surnames when a name ends with them."""
SHORT_ROLES = {
    "sen": "senator", "gov": "governor", "rep": "representative", "gen": "general",
    "lt": "lieutenant", "col": "colonel", "sgt": "sergeant", "capt": "captain",
    "prof": "professor", "dr": "doctor", "rev": "reverend", "det": "detective",
    "atty": "attorney", "supt": "superintendent", "amb": "ambassador",
}  # fmt: skip
MALE_TITLES = word_set(
    """
    mr sir lord king prince brother father baron duke pope spokesman chairman councilman
    congressman actor rev imam
    """
)  # fmt: skip
FEMALE_TITLES = word_set(
    """
    mrs ms miss lady dame queen princess sister baroness duchess spokeswoman chairwoman
    councilwoman congresswoman actress
    """
)  # fmt: skip


SAY = either(
    """
    said says saying say told tells telling tell added adds adding add wrote writes writing
    write stated states stating state explained explains explaining explain noted notes noting
    continued continues asked asks asking replied replies replying responded responds
    responding announced announces announcing insisted insists insisting recalled recalls
    recalling remembered remembers argued argues arguing warned warns warning admitted admits
    admitting claimed claims claiming declared declares declaring emphasised emphasized
    emphasises emphasizes emphasising emphasizing stressed stresses stressing commented
    comments commenting remarked remarks remarking quipped quips joked jokes joking concluded
    concludes concluding confirmed confirms confirming observed observes observing pointed
    points tweeted tweets tweeting posted posts posting shouted shouts shouting yelled
    whispered cried exclaimed testified testifies agreed agrees agreeing conceded concedes
    countered counters suggested suggests suggesting suggest reported reports reporting
    revealed reveals revealing asserted asserts asserting alleged alleges alleging maintained
    maintains contended contends cautioned cautions predicted predicts lamented laments mused
    muses reads read highlighted highlights highlighting reiterated reiterates reiterating
    acknowledged acknowledges acknowledging boasted boasts complained complains complaining
    thinks thought believes believed believing answered answers assured assures assuring
    indicated indicates proclaimed proclaims advised advises advising chanted chanting sang
    wondered wonders enthused urged urges urging urge elaborated summed reflected reflects
    reasoned chimed interjected retorted snapped began begins went opined opines stipulates
    stipulated reassured reassures clarified clarifies clarifying theorized theorised
    speculated disclosed vowed vows vowing pledged pledges pledging promised promises
    promising
    """
)
"""Verbs of saying: whoever does it speaks."""
CALL = either(
    """
    called calls calling call described describes describing describe dismissed dismisses
    dismissing denounced denounces denouncing criticised criticized criticises criticizes
    criticising criticizing accused accuses accusing blamed blames blaming rejected rejects
    rejecting condemned condemns condemning praised praises praising hailed hails hailing
    slammed slams slamming blasted blasts blasting labelled labeled labels labelling labeling
    branded brands branding dubbed deemed deems characterised characterized characterizes
    characterising characterizing depicted depicts depicting portrayed identified considers
    considered demanded demands demanding sought expressed expresses expressing voiced voices
    voicing cited cites citing quoted quotes quoting thanked thanks thanking welcomed welcomes
    mocked mocks touted touts touting derided defended defends defending ordered denied denies
    denying saw sees seeing feels felt feared fears fearing hoped hopes hoping decried decries
    lambasted likened likens likening ridiculed wished wishes encouraged encourages puts put
    spoke speaks speaking signed ruled rules ruling found finds finding wants wanted mentioned
    mentions referred refers referring attributed proposed proposes invited instructed
    apologised apologized recommended recommends knows know learned showed shows raised
    outlined hinted celebrated celebrates attacked declined declining listed lists discussed
    discusses detailed details vow
    """
)
"""Verbs of judging and doing that introduce quoted words, but stand behind none."""

NOUNS_TOO = word_set(
    """
    claims calls reports comments remarks notes fears hopes demands promises pledges details
    lists posts states wishes brands labels tweets quotes points report comment call claim
    note demand view views praise details thought find finding findings reading reads read
    wants sees puts thanks rules signed found cites
    """
)
"""Forms that are as often nouns or participles: a cue only behind a name or a pronoun."""

DOCUMENTS = (
    "letter|statement|report|post|tweet|memoir|speech|book|email|website|page|video|message|"
    "manifesto|ruling|order|filing|lawsuit|complaint|release|article|editorial|column|yearbook"
)
"""What speaks for its author: "Lee’s letter said"."""

PREPOSITIONS = word_set(
    """
    at of for in from with on to about by into over under near against between among than
    """
)

DETERMINERS = word_set(
    """
    the a an one some his her their its another several two three many other both each most
    our my
    """
)
PHRASE_STOPS = word_set(
    """
    that because and but as when while whether if than saying which who where although though
    since after before or so yet says said was were is are has had have be been not
    """
)
"""Words that no description of a speaker runs across."""
