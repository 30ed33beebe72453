"""Captions are sentences that tell what the description says, always the same, and facts are its labels."""

from __future__ import annotations

import re

import pytest

from filmwright.soundstage.captions import DOES, FORMS, TELLS, captions, facts, plain
from filmwright.soundstage.description import Camera, Picture, Role, Shot, Stand
from filmwright.soundstage.figures.cast import CAST, member
from filmwright.soundstage.judges.scoring import QUESTIONS
from filmwright.soundstage.owned import BRIEF
from filmwright.soundstage.suites.suite import suite
from filmwright.soundstage.vocabulary import Action, Look, Move, Scale, SetFamily, Time, Weather

ONE, TWO, THREE = (one.id for one in CAST[:3])


def shot(*roles: Role, **camera: object) -> Shot:
    stand = Stand(family=SetFamily.ROOM, seed=3, time=Time.DUSK, weather=Weather.RAIN)
    return Shot(set=stand, cast=roles, camera=Camera(**camera), picture=Picture(look=Look.CLAY))


def test_full_caption_tells_everything() -> None:
    told = captions(
        shot(Role(character=ONE, action=Action.DANCE), scale=Scale.FULL, move=Move.CRANE, direction="down")
    )[0]
    one = member(ONE)
    assert one.first_name in told and one.words() in told
    assert re.search("danc", told) and re.search("full", told) and re.search("cranes down|sinking crane", told)
    assert re.search("rain", told) and re.search("dusk|sunset|evening", told) and "lay anim" in told


@pytest.mark.parametrize("action", list(Action))
def test_every_action_makes_sentences(action: Action) -> None:
    roles = (Role(character=ONE, action=action, partner=1, prop="book"), Role(character=TWO, action=Action.STAND))
    for told in captions(shot(*roles), 8):
        assert told[0].isupper() and told.endswith(".") and "{" not in told
        assert "  " not in told and ",," not in told and " ," not in told and ",." not in told
        assert any(verb.split(" {")[0].split()[0] in told for verb in (*DOES[action], "looks", "watches", "turns"))


def test_several_who_do_the_same_take_a_plural() -> None:
    same = shot(Role(character=ONE, action=Action.WALK), Role(character=TWO, action=Action.WALK))
    first, second = member(ONE).first_name, member(TWO).first_name
    assert re.search(rf"{first} and {second} (walk|stroll)\b", captions(same)[2])


def test_a_partner_is_introduced_once() -> None:
    give = shot(Role(character=ONE, action=Action.GIVE, partner=1, prop="apple"), Role(character=TWO))
    told = captions(give)[0]
    assert told.count(member(TWO).words()) == 1 and "an apple" in told
    assert "stands" not in told


def test_captions_are_the_same_each_time_and_differ_among_themselves() -> None:
    one = shot(Role(character=ONE, action=Action.WAVE), Role(character=THREE, action=Action.LOOK, partner=0))
    assert captions(one, 6) == captions(one, 6)
    assert len(set(captions(one))) == FORMS


def test_facts_are_plain_and_name_the_usual_direction() -> None:
    told = facts(shot(Role(character=ONE, action=Action.WAVE), move=Move.PAN))
    assert told["cast"] == [ONE] and told["action"] == "wave" and told["direction"] == "right"
    assert told["set"] == "room" and told["look"] == "clay" and told["time"] == "dusk"


def test_nobody() -> None:
    assert "nobody" in captions(shot())[0]


def test_the_plain_caption_has_all_that_is_scored_in_few_words() -> None:
    one = shot(Role(character=ONE, action=Action.WAVE), Role(character=TWO), scale=Scale.MEDIUM, move=Move.TILT)
    first, second = member(ONE).first_name, member(TWO).first_name
    assert plain(one) == (
        f"Clay, medium shot, tilt up: in a room at dusk, with rain outside the windows, {first} waves while {second}"
        " stands still."
    )
    assert captions(one)[-1] == plain(one)
    for entry in suite("STAGE-1k").entries[::50]:
        told, labels = plain(entry.shot), facts(entry.shot)
        assert len(told) <= BRIEF
        assert all(member(who).first_name in told for who in labels["cast"])
        assert all(labels[name] in told.lower() for name in ("look", "scale", "move", "direction"))


def test_each_kind_of_caption_tells_what_it_is_said_to() -> None:
    assert len(TELLS) == FORMS and all(told <= set(QUESTIONS) for told in TELLS)
    one = shot(Role(character=ONE, action=Action.JUMP), scale=Scale.CLOSE, move=Move.ZOOM, direction="out")
    signs = {
        "cast": re.escape(member(ONE).first_name) + "|" + re.escape(member(ONE).words()),
        "action": "jump|leap",
        "set": "room|hall|kitchen|loft|study|in a",
        "look": "[Cc]lay",
        "scale": "[Cc]lose",
        "move": "zoom",
        "direction": "out",
    }
    for index in range(3 * FORMS):
        told = captions(one, 3 * FORMS)[index]
        assert all(re.search(signs[question], told) for question in TELLS[index % FORMS]), told
