"""All error messages about invalid input.

Every problem is built from a message of this list. For each message, a test contains an
input that causes it. Of the generator, this module imports only `message_templates`.
"""

from __future__ import annotations

from enum import unique

from .message_templates import Template, Text

__all__ = ["Message", "Template", "Text"]


@unique
class Message(Template):
    """The messages about problems, in the order of processing.

    Each text states the problem and, in parentheses, what was expected.
    """

    # Messages about a project and its folders.
    INVALID_TOML = "invalid TOML: {reason}"
    UNKNOWN_SETTING = "tool.specloom.{name} is not a setting ({hint}expected {known})"
    NOT_A_TABLE = "{name} is not a table (expected [tool.specloom])"
    PATH_OUTSIDE = (
        'tool.specloom.{name}: "{path}" is not a folder inside the project '
        "(expected a relative path of printable characters, with no part longer than "
        "255 bytes)"
    )
    NOT_A_FOLDER = 'tool.specloom.{name}: "{path}" {found} (expected a folder)'
    OUTPUT_IN_SPECS = (
        'tool.specloom.output: "{output}" and the folder of specs, "{specs}", overlap '
        "(expected separate folders)"
    )
    INVALID_PACKAGE_SETTING = (
        'tool.specloom.package: "{name}" is not a valid package name '
        "(expected {expected})"
    )
    UNREAD_FILE = "this file is not read (expected {expected})"
    INVALID_SETTING = "tool.specloom.{name} is not {kind} (expected {kind})"
    WRONG_VALUE = 'tool.specloom.{name}: "{value}" is not {kind} (expected {expected})'
    NO_SUCH_CLIENT = (
        'tool.specloom.client-names: there is no vendor "{vendor}" '
        "({hint}expected {known})"
    )
    SAME_CLIENT_NAME = (
        'tool.specloom.client-names: "{name}" is the name of the client of {other}, '
        "too (expected another name)"
    )
    UNKNOWN_CHOICE = (
        'tool.specloom.{name}: "{value}" is not a valid value (expected {known})'
    )
    NO_VENDOR = (
        "no vendors found (expected an OpenAPI description in "
        "{specs}/<vendor>/source.yaml or source.json; to generate from a single file, "
        "use --spec)"
    )
    NO_SOURCE = (
        "this folder contains no source ({hint}expected source.yaml; folders with a "
        "source are: {known})"
    )
    INVALID_PACKAGE_NAME = '"{name}" is not a valid package name (expected {expected})'
    KNOWN_VENDOR = (
        "{name} exists already (expected the name of a new vendor; `specloom update "
        "{name} FILE` takes a newer description)"
    )
    FILE_EXISTS = "this file exists already (expected no such file for a new vendor)"
    RESERVED_FOLDER = (
        "the folder {name} is for views over several vendors and has no source "
        "(expected another name for this vendor)"
    )

    # Messages about files that would be written or replaced.
    FOREIGN_FILE = (
        "this file would be replaced, but Specloom did not write it "
        "(expected no file here, or its path with --overwrite)"
    )
    INPUT_REPLACED = (
        "this file is an input and would be replaced (expected another output)"
    )
    REPORT_REPLACES_OUTPUT = (
        "the report would replace a generated file or its folder "
        "(expected another file)"
    )
    LINK_OUT_OF_OUTPUT = (
        "this folder is a link to a place outside the output folder "
        "(expected a folder inside it)"
    )
    NOTHING_TO_OVERWRITE = (
        "--overwrite names a file that this command would not write "
        "(expected the path of an output file)"
    )

    # Messages about files that cannot be read as YAML, JSON or OpenAPI.
    UNREADABLE = "cannot be read: {reason} (expected a file)"
    TOO_LARGE = "too large (expected at most {most:,} bytes)"
    NOT_UTF_8 = "not valid UTF-8 (expected text in UTF-8)"
    EMPTY = "the file is empty (expected {expected})"
    NUMBER_TOO_LONG = "a number is too long (expected at most {most} characters)"
    NUMBER_TOO_LARGE = '"{text}" is out of range (expected a number up to 1e{most})'
    TOO_DEEP = "nested too deeply (expected at most {most} levels)"
    DUPLICATE_KEY = '"{key}" is given twice (first at {first})'
    INVALID_YAML = "invalid YAML: {reason}"
    CONTROL_CHARACTER = "the character U+{code:04X} is not allowed (expected text)"
    SECOND_DOCUMENT = "the file contains a second document (expected only one document)"
    UNKNOWN_TAG = "unknown tag {tag} (expected no tag)"
    KEY_NOT_A_STRING = "a key is an object or an array (expected a string)"
    MERGE_NOT_AN_OBJECT = (
        "a merge key has a value that is not an object (expected an object)"
    )
    RECURSIVE_ALIAS = (
        "alias *{name} refers to a node that contains it (expected an earlier node)"
    )
    UNKNOWN_ALIAS = "alias *{name} cannot be resolved (expected &{name} before it)"
    ALIAS_AS_KEY = "a key is an alias (expected a string)"
    TOO_MANY_ALIASED = "aliases add too many nodes (expected at most {most:,})"
    NOT_A_NUMBER = "{text} is not a valid number in JSON (expected quotes around it)"
    INVALID_JSON = "invalid JSON: {reason}"
    UNEXPECTED_JSON = "invalid JSON: unexpected {found} (expected {wanted})"
    TRUNCATED_JSON = "invalid JSON: the text ends too early (expected {wanted})"
    LONE_SURROGATE = "half of a surrogate pair in a string (expected both halves)"
    NOT_AN_OBJECT = "the document is {found} (expected an OpenAPI document)"
    UNSUPPORTED_VERSION = '{key} "{version}" is not supported (expected {expected})'
    TWO_VERSIONS = (
        'the document declares two versions, openapi "{openapi}" and swagger '
        '"{swagger}" (expected one of {expected})'
    )
    NOT_OPENAPI = 'not an OpenAPI document (expected a root key "openapi" or "swagger")'

    # Messages about what a comparison starts from: revisions, releases and wheels.
    INVALID_RELEASE_TAGS = (
        'tool.specloom.release-tags: "{value}" is not a pattern of tags '
        '(expected one * that stands for the version, such as "v*")'
    )
    GIT_FAILED = "git cannot read the project: {reason} (expected {expected})"
    UNKNOWN_REVISION = (
        'there is no revision "{revision}"{shallow} '
        '(expected a commit, tag or branch, "{release}", or the path of a wheel)'
    )
    NO_RELEASE = (
        'no tag is a version like "{pattern}"{shallow} '
        "(expected the tag of a release, or tool.specloom.release-tags to name others)"
    )
    NOT_A_WHEEL = "not a wheel that can be read: {reason} (expected a wheel)"
    NO_DESCRIPTION = (
        "the wheel contains no description (expected a wheel that was built from "
        "generated files, with {expected})"
    )
    NOT_NORMALIZED = (
        "not a normalized document of this version (expected an openapi.yaml that "
        "`specloom normalize` wrote)"
    )

    # Messages about `x-specloom-*` keys: their places and their values.
    UNKNOWN_KEY = 'unknown key "{key}" ({hint})'
    RENAMED_KEY = "{key} was renamed to {new}"
    MISPLACED_KEY = "{key} is not allowed on {here} (expected on {wanted})"
    UNKNOWN_MEMBER = 'unknown member "{key}" ({hint})'
    MISSING_MEMBER = '"{key}" is missing{expected}'
    MEMBER_WITHOUT = '"{key}" is given without {needed} (expected both)'
    NOT_A_CHOICE = "found {found} ({hint})"
    UNEXPECTED_VALUE = "found {found} (expected {wanted})"
    UNKNOWN_SCHEME = "scheme {name} does not exist ({hint}the root has: {known})"

    # Messages about an overlay's actions and rules.
    NOT_AN_OVERLAY = 'not an Overlay document (expected "overlay: 1.1.0" at the root)'
    NO_ACTIONS = "no actions (expected a non-empty list)"
    INVALID_MEMBER = '"{key}" is {found} (expected {expected})'
    INVALID_ACTION = "an action is {found} (expected an object with a target)"
    NO_TARGET = "an action has no target (expected a JSONPath, such as $.info)"
    INVALID_TARGET = "target {target} is not a valid JSONPath: {reason}"
    EXPENSIVE_QUERY = (
        "the filters of {query} visit too many nodes (expected a simpler query)"
    )
    TARGET_WITHOUT_MATCH = (
        "target {target} matches nothing (expected at least one node)"
    )
    OPERATION_IN_OVERLAY_ONLY = (
        "{operation} is in the overlay only ({hint}expected an operation of the "
        "description, or responses for it)"
    )
    ACTION_WITHOUT_EFFECT = (
        "the action on {target} does nothing (expected update, remove or copy)"
    )
    ROOT_REMOVED = "target {target} removes the whole document (expected a part of it)"
    INVALID_COPY = "copy {source} is not a valid JSONPath: {reason}"
    AMBIGUOUS_COPY = "copy {source} matches {count} nodes (expected one)"
    COPY_INTO_ITSELF = "copy {source} would be put into itself (expected another node)"
    LAYOUT_NOT_KEPT = (
        "actions cannot be added or removed without changing other lines (expected "
        "each action on lines of its own, without anchors that other actions use)"
    )
    NO_INFO = "info has no {key} (expected a title and a version)"
    OVERLAY_1_1 = "the action {used} (expected overlay: 1.1.0, which allows this)"
    DIFFERENT_ROOTS = (
        "the root of the document is {new}, and that of the other is {old} (expected "
        "two objects or two arrays)"
    )
    UPDATE_AND_COPY = "the action has both update and copy (expected one of them)"
    TOO_MUCH_ADDED = (
        "the action on {target} adds too much (expected at most {most:,} values from "
        "the whole overlay)"
    )
    MIXED_TARGETS = "target {target} matches {kinds} (expected nodes of one kind)"
    CONFLICTING_UPDATE = (
        "{target} is {known} and cannot be updated with {given} (expected {known})"
    )
    INVALID_RULE = "the rule has an invalid JSONPath: {reason}"
    RULE_MISCOUNT = "the number of matching nodes is {count} (expected {expected})"
    RULE_WITHOUT_MATCH = "the rule matches nothing (expected at least one node)"
    READER_WITHOUT_MEMBER = (
        'the rule uses the member "{name}", which a node that it matches does not have'
    )
    READER_WITHOUT_ARRAY = (
        "the rule needs a response with exactly one array; the response of {operation} "
        "has: {found}"
    )

    # Messages about a document that cannot be normalized.
    INVALID_PART = "this action makes {pointer} invalid: {detail}"
    NO_OPERATION = (
        "no operation is left to generate (expected at least one, or a webhook)"
    )
    PATTERN_WITHOUT_MATCH = "{pattern} matches no operation (expected at least one)"
    # A loss of the generation report, which `--strict` treats as an error.
    LOSS = "{loss}"

    # Messages about losses.yaml.
    NOT_LOSSES = "the file is not an object (expected losses with their reasons)"
    LOSS_WITHOUT_REASON = '"{loss}" has no reason (expected text)'

    # Messages about accepted-changes.yaml.
    INVALID_ACCEPTANCE = "{found} (expected {expected})"
    STALE_ACCEPTANCE = 'no change is "{fingerprint}" any more (expected no such entry)'
    EXPIRED_ACCEPTANCE = "accepted until {day} (expected a later day, or no entry)"

    # Messages about the names of operations.
    LOST_OPERATION = (
        "{operation} is no longer in the description "
        "(restore it, or write `{{name: {name}, retired: <the reason>}}` in names.yaml)"
    )
    REPEATED_NAME = '{key} "{name}" is given twice (first at {first})'
    DUPLICATE_NAME = (
        '"{name}" is also the name of {first}, at {place} (expected another name)'
    )
    RESERVED_NAME = '"{name}" is a method of every resource (expected another name)'
    UNNAMED_OPERATION = "{operation} has no {key} (expected resource.action)"
    INVALID_OPERATION_NAME = (
        '"{name}" is not a valid operation name (expected {expected})'
    )
    INVALID_SCHEMA_NAME = '"{name}" is not a valid class name (expected {expected})'
    INVALID_ARGUMENT_NAME = '"{name}" is not a valid Python name (expected {expected})'

    # Messages about a normalized document whose parts do not fit together.
    INVALID_STRUCTURE = "{reason} (expected OpenAPI 3.1)"
    UNDECLARED_PATH_PARAMETER = (
        'path parameter "{name}" is not declared (declared: {known})'
    )
    UNUSED_PATH_PARAMETER = (
        'path parameter "{name}" is not in the path (expected {{{name}}} in it)'
    )
    UNKNOWN_SECURITY_SCHEME = (
        'security scheme "{name}" is not declared (declared: {known})'
    )
    CREDENTIAL_WITHOUT_LOCATION = (
        '"location" is missing; it is required because security scheme "{scheme}" is '
        "not declared (declared: {known})"
    )
    UNSENT_CREDENTIAL = (
        '"location" is missing, so the login request does not send this credential '
        "(expected a location)"
    )
    UNKNOWN_LOGIN = 'no operation "{operation}"{hint}'
    DANGLING_SCHEMA = '"{reference}" cannot be resolved{hint}'
    NO_PROPERTY = '{owner} has no "{name}" (it has: {known})'
    NO_REQUEST_BODY = "{operation} has no request body (expected one)"
    RESULT_OF_A_LIST = (
        "{operation} has pagination, so its results are the items of its pages "
        "(expected an operation without pagination)"
    )
    NO_RESPONSE_BODY = "{operation} has no response body on success (expected one)"
    NO_PARAMETER = '{operation} has no {place} parameter "{name}" (it has: {known})'
    NO_STYLE = '"style" is missing (expected {expected})'
    NO_ROLE = "style {style} requires {role} (declared: {known})"
    CURSOR_ELSEWHERE = (
        "{location} is not where style {style} reads the cursor "
        "(expected a location such as {wanted})"
    )
    PAGE_SIZE_TOO_LARGE = (
        "{size} is above the maximum of {of} (expected at most {most})"
    )
    NO_END_ROLE = "{mark} requires {roles} (declared: {known})"
    ITEMS_NOT_A_LIST = "{location} of {operation} is not a list (expected an array)"
    REFERENCE_OF_ANOTHER_TYPE = (
        '"{reference}" is of type {found} and "{key}" of the parts of type {wanted} '
        "(expected equal types)"
    )
    NOT_IN_EVERY_VALUE = (
        "{location} of {operation} is not declared in every variant of its schema "
        "(expected a property declared outside oneOf and anyOf)"
    )
    WINDOW_INCOMPLETE = '"{name}" is missing (expected {expected})'
    MERGED_NOT_A_LIST = '"{path}" is not a list (expected an array)'
    BUCKETS_NOT_MERGED = (
        '"{path}" is not merged across windows (expected it in merge.lists, with the '
        "property that identifies a bucket)"
    )
    BUCKET_NOT_A_DAY = '"{name}" of a bucket is not a date (expected format date)'
    BUCKETS_OF_OTHER_WINDOW = (
        '"{name}" is {value}, but buckets consist of days (expected {expected})'
    )
    CHUNK_NOT_A_LIST = "allowed only on a list (expected type array)"
    CHUNKS_WITH_RESULT = (
        "{operation} returns a result, so its body cannot be sent in several requests "
        "(expected a successful response without content)"
    )
    CHUNK_WITHOUT_MAXIMUM = (
        "true is the maxItems of the schema, which has none "
        "(expected maxItems, or a maximum instead of true)"
    )
    NOT_A_VALUE = "{value} is not valid for the property (expected a value of its type)"
    FALSE_IS_NOT_ABSENT = (
        "{name} of {operation} is required, or its absence does not mean false "
        "(expected an optional property with absent-means: false)"
    )
    NOT_MEASURED = (
        "allowed only on a value with a size or a length "
        "(expected a number, string or list)"
    )
    UNUSED_ERROR_CLASSES = '{key}.classes has no effect (expected a rule with "code")'
    UNKNOWN_COMPONENT = 'no component "{name}" (there are: {known})'
    NO_MARKED_PROPERTY = "no property of {name} has {key} (expected at least one)"
    SORT_OF_ANOTHER = (
        "the sort order is for {name}, but the filter is for {filtered} "
        "(expected the same schema)"
    )
    NOT_ONE_FORM = "expected exactly one of: {forms}"
    CHANGED_SINCE_WITHOUT_FILTER = "the operation has no {key} (expected one)"
    NOT_AN_INTERVAL = "{location} is not an interval (expected an object with a window)"
    WITHOUT_OPERATOR = "{name} cannot be filtered with {operator}"
    EXCLUDED_START = (
        "{location} is the start of a window, which contains its start (expected gte)"
    )
    NOT_A_TIME = "{value} is not a time (expected the format date-time or date)"
    NOT_FILTERED = "allowed only with {key} (expected it on the same property)"
    DIRECTION_ELSEWHERE = (
        "expected a parameter or member in the same part of the request as {location}"
    )
    NOT_A_DIRECTION = '"{value}" is not a value of the direction (expected: {known})'
    EQUAL_DIRECTIONS = '"{value}" is also the value of ascending (expected another)'
    NOT_AN_INSTANT = "not an instant (expected the format date-time)"
    UNKNOWN_GRAMMAR = 'no grammar "{name}" ({hint}there are: {known})'
    OTHER_GRAMMAR_FAMILY = (
        '"{other}" is not allowed: the grammar of this scheme belongs to the family '
        '"{family}"'
    )
    MISSING_GRAMMAR_FIELD = "{name} is missing (the family {family} requires it)"
    INVALID_FIELD_PATTERN = "not a valid regular expression: {reason}"
    WRONG_PLACEHOLDERS = (
        '"{text}" must contain each of these placeholders exactly once: {expected}'
    )

    # Messages about views over several vendors.
    OWN_FIELD = 'each row has the field "{name}" already (expected another name)'
    INVALID_VIEW_NAME = '"{name}" is not a valid module name (expected {expected})'
    NO_MAPPED_VENDOR = "no vendor has an operation (expected at least one)"
    UNKNOWN_VENDOR = 'no vendor "{name}" ({hint}there are: {known})'
    UNKNOWN_FIELD = 'no field "{name}" ({hint}there are: {known})'
    UNMAPPED_FIELD = '"{name}" is missing; each row needs a value (expected a path)'
    UNKNOWN_OPERATION = '{vendor} has no operation "{operation}"{hint}'
    NO_ITEMS = (
        "{operation} returns no objects of one class (expected an operation that "
        "returns a list of a component's objects)"
    )
    ROWS_NOT_A_LIST = '"{path}" is not a list (expected a list of rows)'
    LIST_OUTSIDE_ROWS = (
        '"{path}" is inside of the list "{name}" (expected a path without lists other '
        "than those of rows)"
    )
    OTHER_VALUE_TYPE = '"{path}" is {found} (expected {expected})'
    UNKNOWN_TEXT = '"{value}" is not a value of "{path}" ({hint}it has: {known})'
