"""Bytes become the text that was meant."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.sources.decoding import declared_encoding, decode

GERMAN = (
    "Der Bürgermeister von Königsbrück eröffnete am Samstag die Brücke über die Aue. "
    "Für die Anwohner hätten die Bauarbeiten lange genug gedauert, sagte er.\n"
) * 4
RUSSIAN = (
    "Мэр города открыл в субботу новый мост через реку. По его словам, "
    "жители ждали этого события больше десяти лет.\n"
) * 4
JAPANESE = (
    "市長は土曜日に新しい橋の開通式に出席した。住民は十年以上も待っていたという。"
    "式典には約三百人が集まり、橋を歩いて渡った。\n"
) * 4
WRITTEN = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1
)


@given(WRITTEN)
def test_utf8_reads_back(text: str) -> None:
    assert decode(text.encode("utf-8")) == text.removeprefix("\ufeff")


@given(WRITTEN, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_a_byte_order_mark_decides(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, JAPANESE, "Short news.\n"])
def test_utf16_is_told_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (GERMAN, "iso8859-15"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
    ],
)
def test_an_old_encoding_is_guessed(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GERMAN, "iso-8859-1"), (RUSSIAN, "windows-1251"), (JAPANESE, "shift_jis"),
     (JAPANESE, "iso-2022-jp"), ("“Ça va”, dit-elle.", "windows-1252")],
)  # fmt: skip
def test_a_page_and_a_server_may_say_their_encoding(text: str, encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body>{text}'
    assert decode(page.encode(encoding)) == page
    assert decode(text.encode(encoding), f"text/html; charset={encoding}") == text


def test_latin1_means_windows_1252_as_in_every_browser() -> None:
    assert decode(b"\x93Yes\x94, he said \x96 caf\xe9", "text/plain; charset=iso-8859-1") == (
        "“Yes”, he said – café"
    )


def test_a_wrong_declaration_does_not_spoil_utf8() -> None:
    assert decode("Zürich – “ja”".encode(), "text/html; charset=iso-8859-1") == "Zürich – “ja”"


def test_one_bad_byte_costs_one_character_not_the_text() -> None:
    content = GERMAN.encode().replace(b"Samstag", b"Sam\xfftag", 1)
    assert decode(content) == GERMAN.replace("Samstag", "Sam\ufffdtag", 1)


def test_text_cut_in_the_middle_of_a_character_is_read() -> None:
    assert decode("Zürich, Bürgli, Flüela, Ü".encode()[:-1]) == "Zürich, Bürgli, Flüela, \ufffd"


def test_a_few_zeros_do_not_make_a_text_chinese() -> None:
    content = b"The council met on Monday.\0\nIt will meet again.\0 And then no more.\n"
    assert decode(content) == content.decode()


def test_an_unknown_encoding_is_not_believed() -> None:
    assert declared_encoding(b"", "text/html; charset=klingon") is None
    assert declared_encoding(b'<meta charset="hex">') is None
    assert declared_encoding(b'<meta http-equiv=x content="text/html; charset=KOI8-R">') == "koi8-r"


@given(st.binary(max_size=400))
def test_any_bytes_become_some_text(content: bytes) -> None:
    assert isinstance(decode(content), str)


@given(st.sampled_from([codecs.BOM_UTF16_LE, codecs.BOM_UTF8, b"\0"]), st.binary(max_size=60))
def test_a_mark_before_rubbish_is_survived(mark: bytes, content: bytes) -> None:
    assert isinstance(decode(mark + content), str)
