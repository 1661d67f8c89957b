"""Test the spelling of names: valid for every string, and stable."""

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from specloom.lower.package import CLIENT_WORDS
from specloom.names import python_names
from specloom_runtime import AsyncClient, Client


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("supplierNumber", "supplier_number"),
        ("X-AppSecretToken", "x_app_secret_token"),
        ("class", "class_"),
        ("2fa", "field_2fa"),
        ("", "field"),
        ("IDs", "ids"),
        ("EnterpriseIDs", "enterprise_ids"),
        ("EnterpriseIds", "enterprise_ids"),
        ("UpdatedUtc", "updated_utc"),
        ("getAll", "get_all"),
        ("iPhone", "i_phone"),
        ("HTTPServer", "http_server"),
        ("ETag", "e_tag"),
        ("getOAuth2Token", "get_oauth2_token"),
        ("UserOAuth", "user_oauth"),
        ("OAuthorized", "o_authorized"),
        ("IPv4Address", "ipv4_address"),
        ("a Project's Issues", "a_project_issues"),
        ("x-foo.bar[baz]", "x_foo_bar_baz"),
        ("address1", "address1"),
        ("page-2", "page_2"),
        ("sha256Hash", "sha256_hash"),
        ("ISO8601Date", "iso8601_date"),
        ("_links", "links"),
        ("@type", "type"),
        ("Straße", "strasse"),
        ("Ærø", "aero"),
        ("façade", "facade"),
        ("ﬁle", "file"),
        ("中文", "u4e2d_u6587"),
        ("+", "plus_sign"),
        (">=", "greater_than_sign_equals_sign"),
    ],
)
def test_identifier(wire: str, name: str) -> None:
    assert python_names.identifier(wire) == name


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("copy", "copy_"),
        ("to_dict", "to_dict_"),
        ("toDict", "to_dict_"),
        ("model_id", "model_id_"),
        ("date", "date_"),
        ("dueDate", "due_date"),
    ],
)
def test_attribute(wire: str, name: str) -> None:
    assert python_names.attribute(wire) == name


def test_attributes_do_not_hide_model_members() -> None:
    public = {name for name in dir(BaseModel) if not name.startswith("_")}
    assert not public & {python_names.attribute(name) for name in public}


def test_resources_do_not_hide_client_members() -> None:
    names = {*dir(Client), *dir(AsyncClient)}
    assert {name for name in names if name[0] != "_"} <= set(CLIENT_WORDS)


@pytest.mark.parametrize(
    ("wire", "name"),
    [("self", "self_"), ("pageSize", "page_size_"), ("filter", "filter")],
)
def test_argument(wire: str, name: str) -> None:
    assert python_names.argument(wire) == name


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("counter_period", "CounterPeriod"),
        ("CounterPeriod", "CounterPeriod"),
        ("HTTPServer", "HTTPServer"),
        ("contact.input-v2", "ContactInputV2"),
        ("URL", "URL"),
        ("USAGE_AMOUNT", "UsageAmount"),
        ("2fa", "Model2fa"),
        ("none", "None_"),
        ("None", "None_"),
        ("", "Model"),
        ("中", "U4e2d"),
    ],
)
def test_class_name(wire: str, name: str) -> None:
    assert python_names.class_name(wire) == name


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("NonRevenue", "NON_REVENUE"),
        ("class", "CLASS"),
        ("HTTP2X_A", "HTTP2X_A"),
        ("2nd", "FIELD_2ND"),
    ],
)
def test_constant(wire: str, name: str) -> None:
    assert python_names.constant(wire) == name


ANY = st.text() | st.from_regex(r"[A-Za-z0-9_.\-]{1,12}", fullmatch=True)


@given(ANY)
def test_every_name_is_valid_python(text: str) -> None:
    for name in (
        python_names.identifier(text),
        python_names.attribute(text),
        python_names.argument(text),
        python_names.class_name(text),
        python_names.constant(text),
    ):
        assert name.isidentifier() and name.isascii(), name
        assert not keyword.iskeyword(name) and not name.startswith("_"), name


@given(ANY)
def test_naming_is_idempotent(text: str) -> None:
    for name in (
        python_names.identifier,
        python_names.attribute,
        python_names.argument,
        python_names.class_name,
        python_names.constant,
    ):
        assert name(name(text)) == name(text)
