from pathlib import Path

import pytest

from songloom.errors import ConfigError
from songloom.settings.located import Located, lay_over, pick, read_yaml


@pytest.fixture
def read(tmp_path):
    def read_text(text, layer="test"):
        file = tmp_path / f"{layer}.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_yaml(file, layer)

    return read_text


def test_every_value_knows_its_line(read):
    document = read("a: 1\nb:\n  c: [x, y]\n")
    assert document.data == {"a": 1, "b": {"c": ["x", "y"]}}
    assert [document.origin_of(place).line for place in (("a",), ("b", "c"), ("b", "c", 1))] == [1, 3, 3]


def test_an_unknown_place_has_the_origin_of_what_is_around_it(read):
    assert read("a:\n  b: 1\n").origin_of(("a", "missing", "deeper")).line == 1


def test_mappings_are_merged_and_anything_else_is_replaced(read):
    below, above = read("a: {x: 1, y: 2}\nb: [1, 2]\n", "below"), read("\n\na: {y: 3}\nb: [4]\n", "above")
    laid = lay_over(below, above)
    assert laid.data == {"a": {"x": 1, "y": 3}, "b": [4]}
    assert [laid.origin_of(place).layer for place in (("a", "x"), ("a", "y"), ("b",))] == ["below", "above", "above"]
    assert below.data == {"a": {"x": 1, "y": 2}, "b": [1, 2]}


def test_a_part_is_a_document_of_its_own(read):
    part = pick(read("songs:\n- id: a\n- id: b\n"), ("songs", 1))
    assert part.data == {"id": "b"}
    assert part.origin_of(("id",)).line == 3
    assert pick(read("a: 1\n"), ("missing",)) == Located({}, {})


def test_what_never_ends_is_not_read_to_its_end():
    with pytest.raises(ConfigError, match="at most"):
        read_yaml(Path("/dev/zero"), "test")


def test_an_empty_file_is_an_empty_mapping(read):
    assert read("").data == {}
    assert read("# nothing\n").data == {}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: [1, 2\n", 3, "is not valid YAML"),
        (b"a: \0\n", 0, "control characters are not allowed"),
        (b"a: \xff\xfe\n", 0, "is not valid YAML"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' is set twice"),
        ('a: 1\nb: "x\\0y"\n', 2, "holds the control character U+0000"),
        ("a: !!python/object/apply:os.system [echo]\n", 0, "is not valid YAML"),
        ("- " * 5000, 0, "is not valid YAML"),
        ("? [a, b]\n: c\n", 0, "line 1 has a key that is no plain text"),
        ("- a\n", 1, "expected keys with values"),
        ("5\n", 1, "expected keys with values"),
    ],
)
def test_what_is_no_plain_yaml_is_one_problem_with_its_line(read, text, line, what):
    with pytest.raises(ConfigError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert what in problem.what
    assert not line or problem.line == line


def test_aliases_do_not_unfold_without_end(read):
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    with pytest.raises(ConfigError, match="more than 500000 values"):
        read(bomb)


def test_a_missing_file_is_a_problem_that_names_it(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: cannot be read"):
        read_yaml(tmp_path / "nowhere.yaml", "test")
