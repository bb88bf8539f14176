"""The open task of lesson 04: what its updates are counted from."""

from utils.lessons.lesson_04 import few_labels


def test_updates_of_the_open_task():
    settings = dict(zip(few_labels.KEYS, ("rbm", (5, 5), 0.1, 3, 0.3, 4), strict=True))
    assert few_labels.count_updates(settings) == (2 * 3 * 200, 4 * 15)
    assert few_labels.count_updates(settings | {"start": "none"}) == (0, 60)
    assert few_labels.count_updates(settings, n_pictures=3201) == (2 * 3 * 161, 60)
