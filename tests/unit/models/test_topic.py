"""What media are about, in words that a library shares."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.unit.conftest import MediaFactory
from webapp.extensions import db
from webapp.models import Library, Topic
from webapp.models.topic import TOPICS, TopicsRefused, topic_names


def test_names_that_differ_in_capitals_and_spaces_are_one_topic(
    media_factory: MediaFactory,
) -> None:
    first, second = media_factory("A"), media_factory("B")
    first.topics = Topic.named(first.library, topic_names("Art  history, City"))
    db.session.commit()
    second.topics = Topic.named(second.library, topic_names("art HISTORY, , City ,city"))
    db.session.commit()
    assert [topic.name for topic in second.topics] == ["Art history", "City"]
    assert len(Topic.of(first.library)) == 2


def test_each_library_has_its_own_topics_and_forgets_those_that_no_media_has(
    media_factory: MediaFactory,
) -> None:
    archive = Library(slug="archive", name="Archive")
    media, other = media_factory("A"), media_factory("B", library=archive)
    for each in (media, other):
        each.topics = Topic.named(each.library, ["City"])
    db.session.commit()
    media.topics = []
    Topic.forget_unused({media.library_id})
    db.session.commit()
    left = db.session.scalars(select(Topic)).all()
    assert [(topic.name, topic.library_id) for topic in left] == [("City", archive.id)]


def test_too_many_topics_or_too_long_ones_are_refused_in_words() -> None:
    with pytest.raises(TopicsRefused, match="Keep at most 10"):
        topic_names(", ".join(f"Topic {n}" for n in range(TOPICS + 1)))
    with pytest.raises(TopicsRefused, match="too long"):
        topic_names("x" * 41)
