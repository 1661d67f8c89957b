"""Reasons for levels that several rules have."""

from __future__ import annotations

from typing import Final

REJECTED: Final = "Requests that were valid may now be rejected."
ACCEPTED: Final = "Every request that was valid is still valid."
EXPECTED: Final = "Every response is still one that the old description allows."
MISSED: Final = "A client that relies on it does not find it any more."
ADDED: Final = "Clients that do not know it are not affected."
IGNORED: Final = (
    "Servers often ignore what they do not know; the document does not say so."
)
ANNOUNCED: Final = "The removal was announced, and the announced date has passed."
TOO_EARLY: Final = "The announced date has not come yet, or nobody can read it."
UNKNOWN_DATE: Final = "Nobody can know until when it can be used."
WORDS: Final = "Words do not change which messages are valid."
NO_DATA: Final = "It does not change which messages are valid."
NO_CREDENTIALS: Final = "Clients that were authorized may now be refused."
STILL_AUTHORIZED: Final = "Every client that was authorized still is."
PROMISE: Final = "It promises less than before."
