"""List English prepositions, articles, verbs, and words for identifiers.

The lists contain the words that are used in the names of operations. `NOUN_TOO`
contains the verbs that can also be nouns, such as `lock`.
"""

from __future__ import annotations


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = frozenset({"a", "an", "the"})
PREPOSITIONS = _listed("""
    about across after against among as at before between by during for from in into
    of on onto out over per through to toward under until upon using via with within
    without
    """)
CONJUNCTIONS = frozenset({"and", "or"})
PARTICLES = frozenset({"in", "on", "out", "over"})
"""Prepositions that end a phrasal verb: `power on`, `sign in`, `opt out`."""
PHRASAL = frozenset(
    {"add", "check", "clock", "log", "opt", "power", "sign", "switch", "turn"}
)
"""Verbs that form a phrasal verb with a particle."""

GENERIC = frozenset({"api", "apis", "controller", "endpoint", "endpoints"})
"""Words in tags and in names of server classes that do not describe the resource."""

ADVERBS = _listed("""
    async auto batch bulk deprecated force hard mass partial partially quick soft
    """)
"""Words that modify the verb after them, as in `partial update`."""
ID_WORDS = frozenset({"id", "ids", "uuid", "guid", "gid", "sid"})
CRUD = _listed("""
    add cancel create delete fetch find get insert list read remove replace retrieve
    search show update upsert view
    """)
"""Verbs that can also follow their noun, at the end of a name."""

NOUN_TOO = _listed("""
    access address answer archive backup block build call change charge clone command
    commit comment connect contact copy debug deploy dispute download export filter
    follow fork function grant group hold import invite invoice issue join label leave
    link load lock log mark match message move name notice open order patch pay pin ping
    place post preview process pull push query rank record refund release reply report
    request reset restore result retry return review rollback run schedule score share
    sort star start step stop stream submit support sync tag test track transfer
    trigger update upload use view vote watch
    """)
VERBS = CRUD | NOUN_TOO | _listed("""
        abort accept acknowledge activate analyze append apply approve assign associate
        attach attest authenticate authorize ban bulk calculate capture check clear
        close complete compile compute configure confirm convert count deactivate
        decline decrypt demote deny deprovision describe detach diff disable disconnect
        dismiss dispatch drop duplicate edit enable encrypt end enroll estimate exchange
        execute expire extend finalize flag forget forward generate hide init
        initiate inspect install instantiate invalidate kill logout lookup merge
        migrate modify mute notify pause perform poll prepare promote provision prune
        publish put reactivate rebuild reboot recover redeliver refresh regenerate
        register reject remind rename render renew reopen reorder resend resize resolve
        restart restrict resume revert revoke rotate save select send set sign simulate
        skip snooze submit subscribe summarize suspend terminate unarchive unassign
        unban unblock unenroll unfollow unhide uninstall unlink unlock unmerge unmute
        unpause unpin unpublish unregister unshare unstar unsubscribe unsuspend validate
        verify void withdraw
        """)
QUESTIONS = _listed("""
    check compare count download export find get list lookup preview query read search
    validate verify
    """)
"""Verbs at the end of a path that can describe a GET request."""
