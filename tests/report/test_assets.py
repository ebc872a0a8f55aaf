from __future__ import annotations

import json
import math

import pytest

from watchkeeper.report.assets import json_inside_html, script_inside_html, source_hash


@pytest.mark.parametrize("text", ["</script>", "<!--", "a & b", "\u2028", "é", "]]>"])
def test_json_says_the_same_and_cannot_end_its_element(text: str) -> None:
    """Signs of HTML are written as escapes."""
    inside = json_inside_html({"k": text})

    assert json.loads(inside) == {"k": text}
    assert not set("<>&\u2028") & set(inside)


def test_json_has_no_word_for_nan() -> None:
    """A browser would refuse the whole page's data."""
    assert json_inside_html([math.nan, math.inf, 1.5]) == "[null,null,1.5]"


def test_a_program_cannot_end_its_element() -> None:
    """In a string ``<\\/`` is ``</``."""
    inside = script_inside_html('a = "</SCRIPT><!--";\n//# sourceMappingURL=a.map')

    assert inside == 'a = "<\\/SCRIPT><\\!--";\n'


def test_the_hash_is_that_of_the_policy() -> None:
    """The value for the empty program is a well-known one."""
    assert source_hash("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
