"""Words that must not be parted by a line break or between two cues.

An article stays with its noun, a preposition with its object, a pronoun with its verb, a name with
its surname (BBC Subtitle Guidelines, 'Line breaks'). There is no grammar behind this: small lists
of the words that decide it, one entry a language. Languages without an entry get only what
punctuation says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.captions.measure import ends_clause, ends_sentence

_STRIPPED = "\"'“”‘’„‚»«›‹()[]{}¿¡.,;:!?…–—-"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of a language after or before which a line break reads badly or well."""

    articles: frozenset[str]
    prepositions: frozenset[str]
    pronouns: frozenset[str]
    """Only those that are always the subject."""
    conjunctions: frozenset[str]
    """Words that begin a new part of a sentence: a good place to break before."""
    leaning: frozenset[str] = frozenset()
    """Words that lean on the next one less surely: possessives, auxiliaries, unclear pronouns."""
    titles: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    """With their full stop, which does not end a sentence."""
    capitalised_nouns: bool = False


@dataclass(frozen=True, slots=True)
class Parting:
    """A pair of words that a break would part. ``sure`` ones are worth telling a person."""

    kind: str
    sure: bool


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GRAMMARS: dict[str, Grammar] = {
    "en": Grammar(
        articles=_words("a an the"),
        prepositions=_words(
            "of to at for from with by in on into onto upon toward towards between among against "
            "during without within through under about across behind beneath beside"
        ),
        pronouns=_words("i he she we they"),
        conjunctions=_words(
            "and but or nor so yet because although though while when where if unless until that "
            "which who whom whose whether after before since as than"
        ),
        leaning=_words(
            "my your his her its our their this these those every no not very you it who is are "
            "was were be been am has have had do does did will would can could shall should may "
            "might must don't doesn't didn't won't can't i'm i'll i've i'd he's she's it's we're "
            "we'll we've they're they'll they've you're you'll you've and or but that"
        ),
        titles=_words("mr mrs ms miss mister dr doctor prof professor president sir lord lady st"),
        abbreviations=_words("mr. mrs. ms. dr. prof. st. jr. sr. vs. etc. e.g. i.e. no. a.m. p.m."),
    ),
    "de": Grammar(
        articles=_words(
            "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem"
        ),
        prepositions=_words(
            "in im ins an am ans auf aufs aus bei beim mit nach von vom vor zu zum zur für durch "
            "gegen ohne um über unter zwischen neben hinter seit während wegen trotz bis"
        ),
        pronouns=_words("ich du er wir ihr man"),
        conjunctions=_words(
            "und oder aber denn sondern weil dass daß ob wenn als während obwohl damit bevor "
            "nachdem sodass wo wie warum welche welcher welches"
        ),
        leaning=_words(
            "mein meine meinen meinem meiner dein deine sein seine seinen seinem seiner unser "
            "unsere euer eure ihre ihren ihrem ihrer dieser diese dieses diesen diesem jeder jede "
            "jedes nicht sehr es sie ist sind war waren hat haben hatte und oder aber dass zu"
        ),
        titles=_words("herr herrn frau dr prof doktor professor sankt st könig königin"),
        abbreviations=_words("dr. prof. hr. fr. st. nr. z.b. d.h. u.a. usw. bzw. ca. vgl. evtl."),
        capitalised_nouns=True,
    ),
    "fr": Grammar(
        articles=_words("le la les un une des du au aux"),
        prepositions=_words("de à en dans sur pour par avec sans chez sous vers entre contre"),
        pronouns=_words("je tu il elle on ils elles"),
        conjunctions=_words("et ou mais donc or ni car que qui dont où quand lorsque si comme"),
        leaning=_words(
            "mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet "
            "cette ces ne se me te nous vous est sont a ont et ou mais que"
        ),
        titles=_words("m mme mlle monsieur madame docteur dr"),
        abbreviations=_words("m. dr. etc. p. av."),
    ),
    "es": Grammar(
        articles=_words("el la los las un una unos unas del al"),
        prepositions=_words("de a en con por para sin sobre entre desde hasta hacia contra bajo"),
        pronouns=_words("yo tú él ella nosotros ellos ellas"),
        conjunctions=_words("y e o u pero sino porque que quien cuando donde si aunque como"),
        leaning=_words(
            "mi mis tu tus su sus nuestro nuestra este esta estos estas ese esa no se "
            "me te nos es son ha han y o pero que muy"
        ),
        titles=_words("sr sra srta señor señora don doña dr dra"),
        abbreviations=_words("sr. sra. srta. dr. dra. etc. ud. uds."),
    ),
}

_NO_GRAMMAR = Grammar(frozenset(), frozenset(), frozenset(), frozenset())


def grammar_of(language: str) -> Grammar:
    """Return the word lists of a language (BCP 47), empty ones where there are none."""
    return GRAMMARS.get(language.replace("_", "-").split("-")[0].lower(), _NO_GRAMMAR)


def likely_language(texts: Iterable[str]) -> str:
    """Return the language whose small words stand in texts most often, empty if none does."""
    tokens = [token.strip(_STRIPPED).lower() for text in texts for token in text.split()]
    counts = {
        language: sum(
            token in grammar.articles or token in grammar.prepositions or token in grammar.pronouns
            for token in tokens
        )
        for language, grammar in GRAMMARS.items()
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > 0.1 * len(tokens) else ""


def finishes_sentence(token: str, grammar: Grammar) -> bool:
    """Tell whether a sentence ends with this token; abbreviations and initials do not end one."""
    if not ends_sentence(token):
        return False
    bare = token.strip("\"'“”‘’„()[]")
    is_initial = len(bare) == 2 and bare[0].isupper() and bare[1] == "." and bare[0] != "I"
    return not is_initial and bare.lower() not in grammar.abbreviations


def begins_part(token: str, grammar: Grammar) -> bool:
    """Tell whether a token begins a new part of a sentence (a conjunction)."""
    return token.strip(_STRIPPED).lower() in grammar.conjunctions


def parting(left: str, right: str, grammar: Grammar, *, first: bool = False) -> Parting | None:
    """Return what a break between two tokens would part, None where it parts nothing.

    ``first`` says that ``left`` begins a sentence, so that its capital says nothing.
    """
    word = left.strip(_STRIPPED).lower()
    name = _parted_name(left, right, word, grammar, first)
    if name is not None:
        return name
    if ends_sentence(left) or ends_clause(left) or left[-1:] in _STRIPPED:
        return None
    follows_on = not begins_part(right, grammar)
    if word in grammar.articles:
        return Parting("an article and its noun", follows_on)
    if word in grammar.pronouns:
        return Parting("a pronoun and its verb", follows_on)
    if word in grammar.prepositions:
        return Parting("a preposition and its object", True) if follows_on else None
    if word in grammar.leaning:
        return Parting("two words that belong together", False)
    return None


def _parted_name(left: str, right: str, word: str, grammar: Grammar, first: bool) -> Parting | None:
    follower = right.lstrip(_STRIPPED)
    if not (left.lstrip(_STRIPPED)[:1].isupper() and follower[:1].isupper()):
        return None
    kind = "a name and its surname"
    if word in grammar.titles:
        return Parting(kind, True)
    initial = len(left) == 2 and left[1] == "."
    if left[-1:] in _STRIPPED and not initial:
        return None
    plain = (
        word in grammar.articles
        or word in grammar.prepositions
        or word in grammar.pronouns
        or word in grammar.leaning
        or word in grammar.conjunctions
    )
    other = follower.strip(_STRIPPED).lower()
    if plain or other in grammar.pronouns or (len(word) < 2 and not initial):
        return None
    return Parting(kind, not first and not grammar.capitalised_nouns)
