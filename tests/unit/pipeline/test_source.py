import pytest

from songloom.pipeline.source import hash_source

ENGINE = '''"""Docstring."""
from songloom.model import noun

# A comment.
def run(x):
    """Another."""
    return noun.twice(x) + 1
'''
NOUN = "def twice(x):\n    return 2 * x\n"
OTHER = "def stranger():\n    pass\n"


@pytest.fixture
def write(tmp_path):
    """Lays out a tiny package and hashes its engine; every call in a folder of its own, since files are read once."""
    count = 0

    def hash_with(engine=ENGINE, noun=NOUN, other=OTHER):
        nonlocal count
        count += 1
        root = tmp_path / str(count)
        for name, text in (("engines/engine", engine), ("model/noun", noun), ("model/other", other)):
            file = root / "songloom" / f"{name}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            (file.parent / "__init__.py").touch()
        return hash_source(root, ("songloom.engines.engine",))

    return hash_with


def test_comments_docstrings_and_layout_have_no_meaning(write):
    bare = "from songloom.model import noun\ndef run(x):\n  return (noun.twice(x)+1)\n"
    assert write(engine=bare) == write()


@pytest.mark.parametrize(
    ("old", "new"), [("+ 1", "+ 2"), ("return noun", "return -noun"), ("def run(x)", "def run(x, y=0)"), ("twice", "thrice")]
)
def test_code_has_meaning(write, old, new):
    assert write(engine=ENGINE.replace(old, new)) != write()


def test_what_is_imported_of_ours_counts(write):
    assert write(noun=NOUN.replace("2", "3")) != write()


def test_imports_inside_functions_count(write):
    lazy = "def run(x):\n    from songloom.model.noun import twice\n    return twice(x) + 1\n"
    assert write(engine=lazy, noun=NOUN) != write(engine=lazy, noun=NOUN.replace("2", "3"))


def test_what_is_not_imported_does_not_count(write):
    assert write(other=OTHER.replace("pass", "return 1")) == write()
    curious = ENGINE.replace("import noun", "import noun, other")
    assert write(engine=curious, other=OTHER.replace("pass", "return 1")) != write(engine=curious)
