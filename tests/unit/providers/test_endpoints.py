"""Addresses and keys."""

import pytest

from songloom.providers.endpoints import Endpoints, read_keys


def test_real_ones_are_the_default_and_others_lose_their_last_slash() -> None:
    assert Endpoints().lrclib == "https://lrclib.net"
    assert Endpoints(lrclib="http://nas:3300/lyrics/").lrclib == "http://nas:3300/lyrics"


@pytest.mark.parametrize(
    "text", ["", "lrclib.net", "file:///etc", "https://", "https://a:99999", "https://a b", "https://u:p@a", "https://a\n"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"musicbrainz: .* is no web address"):
        Endpoints(musicbrainz=text)


@pytest.mark.parametrize("name", ["acoustid", "genius_api"])
def test_keys_go_to_the_real_service_or_stay_here(name: str) -> None:
    for elsewhere in ("https://collector.example", "http://localhost.example.org", f"{getattr(Endpoints(), name)}.example.org"):
        with pytest.raises(ValueError, match="and a key goes nowhere else"):
            Endpoints(**{name: elsewhere})
    assert getattr(Endpoints(**{name: "http://localhost:80/"}), name) == "http://localhost:80"


def test_keys_come_from_the_environment_and_are_not_shown() -> None:
    keys = read_keys({"SONGLOOM_ACOUSTID_KEY": " secret1\n", "SONGLOOM_GENIUS_TOKEN": "secret2"})
    assert (keys.acoustid, keys.genius) == ("secret1", "secret2")
    assert "secret" not in repr(keys)
    assert read_keys({}).acoustid == ""
