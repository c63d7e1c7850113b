"""One of every event, and of every way that its words may branch, by a name that says which."""

from __future__ import annotations

from dataclasses import replace

from skill_runtime.model.events.batch import FilmEnd, ToldOf
from skill_runtime.model.events.transfers import ListedJob
from skill_runtime.model.plan import Action, Topic
from skill_runtime.model.timeline import (
    Change,
    ChangeKind,
    NextStep,
    Segment,
    Timeline,
    Track,
    TrackKind,
)
from tests.core.every_event import KINDS, events

__all__ = ["KINDS", "SAMPLES", "TIMELINE"]

e = events

CITY = Segment("city at night", 0, 10_000, key="s1")
BGM = Segment("Lo-fi", 0, 10_000, 0.35, "s2")
TITLE = Segment("Urban Dreams", 0, 3000, None, "s3", (("color", "white"), ("position", "center")))
TIMELINE = Timeline(
    (
        Track(TrackKind.VIDEO, (CITY,)),
        Track(TrackKind.MUSIC, (BGM,)),
        Track(TrackKind.TITLE, (TITLE,)),
    ),
    10_000,
    1080,
    1920,
)
MANY = Timeline((
    Track(TrackKind.VIDEO, (Segment("", 0, 2500), Segment("sea", 2500, 61_000, 0.5))),
    Track(TrackKind.AUDIO, (Segment("narration", 0, 3000, 1.2),)),
    Track(TrackKind.SUBTITLE, (Segment("Hello", 0, 1500),)),
    Track(TrackKind.OTHER, (Segment("sparkle", 0, 100),)),
))
MARKED = Timeline((
    Track(TrackKind.MUSIC, (Segment("Upbeat, Harp", 0, 9000, 0.5),)),
    Track(TrackKind.AUDIO, (Segment("rain", 0, 9000, 1.0),)),
    Track(
        TrackKind.SUBTITLE,
        tuple(
            Segment(words, 0, 3000, role=role)
            for role, words in (
                ("caption", "By the sea"),
                ("watermark", "© Lea"),
                ("subtitle", "Hm."),
            )
        ),
    ),
    Track(TrackKind.TITLE, (Segment("Dr. Lea", 0, 3000, role="lower-third"),)),
))
"""Texts of several kinds on one track, and sounds that have names in other languages."""
CHANGES = (
    Change(ChangeKind.ADDED, TrackKind.TITLE, after=TITLE),
    Change(ChangeKind.REMOVED, TrackKind.MUSIC, before=BGM),
    Change(
        ChangeKind.CHANGED,
        TrackKind.TITLE,
        TITLE,
        Segment("Nights", 2000, 6000, None, "s3", (("color", "red"), ("glow", "2"))),
        ("label", "time", "color", "glow", "position"),
    ),
    Change(ChangeKind.CHANGED, TrackKind.MUSIC, BGM, Segment("Lo-fi", 0, 10_000, 0.5), ("volume",)),
    Change(ChangeKind.CHANGED, TrackKind.VIDEO, CITY, Segment("city", 0, 10_000, 0.8), ("volume",)),
    Change(ChangeKind.CHANGED, TrackKind.MUSIC, BGM, Segment("Lo-fi", 0, 10_000), ("volume",)),
    Change(ChangeKind.CANVAS, canvas=(1920, 1080)),
)
_PLAIN = (("color", "#e53935"), ("dissolve", "soon"), ("position", "bottom"), ("rotate", "90"))
_TREATED = (
    *(("color", "#fdd835"), ("crop", "0, 0, 1, 0.9"), ("dissolve", "800")),
    *(("fade_out", "inf"), ("filters", "black-and-white 1, bright 0.4, warm inf")),
    *(("position", "top-left"),),
)
TREATMENT = Change(
    ChangeKind.CHANGED,
    TrackKind.VIDEO,
    replace(CITY, detail=_PLAIN),
    replace(CITY, detail=_TREATED),
    ("color", "crop", "dissolve", "fade_out", "filters", "position", "rotate"),
)
"""Details as a draft stores them, two of them such as nobody would."""
FORMATS = ("mp4", "png")
LIMIT = 200 * 1024 * 1024
BIND = "https://nemovideo.com/?bind=t-1"

SAMPLES: dict[str, e.Event] = {
    "connecting": e.Connecting(),
    "connected": e.Connected("mega-api-prod.nemovideo.ai"),
    "consent asked": e.ConsentAsked("mega-api-prod.nemovideo.ai", "/home/me/state"),
    "not connected": e.NotConnected(True),
    "not connected, nobody to ask": e.NotConnected(False),
    "ready, studio": e.Ready("studio"),
    "ready, studio with an image server": e.Ready("studio", "", "images.test"),
    "ready, cloud": e.Ready("cloud", "mega-api-prod.nemovideo.ai"),
    "ready, other": e.Ready("other", "localhost:8000"),
    "session replaced": e.SessionReplaced(),
    "said": e.Said(" and\n\n"),
    "corrected": e.Corrected("[redacted]"),
    "said all": e.SaidAll("Done."),
    "said all, cut off": e.SaidAll("Do", incomplete=True),
    "still working, seconds": e.StillWorking(45),
    "still working, minutes": e.StillWorking(120),
    "still working, both": e.StillWorking(125),
    "still working, hours": e.StillWorking(3720),
    "questioned": e.Questioned("q", "adk_request_input", "Publish this draft?"),
    "questioned again": e.Questioned("q", "n", "Publish it?", yes_or_no=True, again=True),
    "questioned, a confirmation": e.Questioned(
        "q", "n", "", "confirmation", True, "delete_book", (("name", "B"), ("pages", "3"))
    ),
    "questioned, a confirmation with a hint": e.Questioned(
        "q", "n", "Really?", "confirmation", True, "delete_book"
    ),
    "questioned, a call": e.Questioned("q", "ask_approval", "", "call", False, "ask_approval"),
    "questioned, a call without a name": e.Questioned("q", "", "", "call"),
    "questioned, a key": e.Questioned("q", "n", "", "credential"),
    "questioned, a sign-in": e.Questioned("q", "n", "", "credential", link="https://sign.in/?a=b"),
    "question dropped": e.QuestionDropped(),
    "no question": e.NoQuestion(),
    "no question of that id": e.NoQuestion("q-1"),
    "file received": e.FileReceived("dot.png", "image/png", 68),
    "file received, kept": e.FileReceived("dot.png", "image/png", 68, "/out/dot.png"),
    **{
        f"file received, {problem}": e.FileReceived("a.png", "image/png", 68_000_000, "", problem)
        for problem in ("size", "count", "damaged", "No space left on device")
    },
    "file received, nameless": e.FileReceived("", "", 0),
    "first video": e.FirstVideo(),
    "timeline": e.TimelineShown(TIMELINE),
    "timeline, one track": e.TimelineShown(Timeline(TIMELINE.tracks[:1])),
    "timeline, odd ones": e.TimelineShown(MANY),
    "timeline, texts by their roles": e.TimelineShown(MARKED),
    "changed, texts by their roles": e.TimelineChanged(
        tuple(
            Change(ChangeKind.ADDED, track.kind, after=segment)
            for track in MARKED.tracks
            for segment in track.segments
        ),
        Timeline(),
    ),
    "timeline, empty": e.TimelineShown(Timeline()),
    "timeline, staged": e.TimelineShown(TIMELINE, staged=True),
    "timeline, after an edit": e.TimelineShown(TIMELINE, next=tuple(NextStep)),
    "changed": e.TimelineChanged(CHANGES, TIMELINE),
    "changed, in its look": e.TimelineChanged((TREATMENT,), Timeline()),
    "changed, to nothing": e.TimelineChanged(
        CHANGES[1:2], Timeline(), (NextStep.SHOT, NextStep.UPLOAD)
    ),
    "changed, in many places": e.TimelineChanged(CHANGES[1:2] * 15, Timeline()),
    "nothing changed": e.NothingChanged(),
    "nothing changed, exported all the same": e.NothingChanged(exported=True),
    "state": e.StateShown((("count", "3"), ("title", "新"))),
    "state, none": e.StateShown(()),
    "state, changed": e.StateShown((("count", "4"),), changed=True),
    "state, unchanged": e.StateShown((), changed=True),
    "app unclear": e.AppUnclear(("writer", "painter")),
    "app unclear, none": e.AppUnclear(()),
    "app unclear, no such": e.AppUnclear(("writer", "painter"), "poet"),
    "not offered": e.NotOffered("credits"),
    "one job": e.JobsShown(1),
    "jobs": e.JobsShown(3),
    "last export": e.LastExport("/films/city.mp4"),
    "last export, gone": e.LastExport("/films/city.mp4", gone=True),
    "balance": e.Balance(87.0),
    "balance, frozen": e.Balance(87.5, 12.5, 100.0),
    "balance, with a total of its own": e.Balance(1_234_567, 0, 2_000_000),
    "uploading": e.Uploading("beach.mp4", 52_000, 3_400_000),
    "uploading, of unknown size": e.Uploading("beach.mp4", 52_000_000, None),
    "uploaded": e.Uploaded(("beach.mp4",)),
    "file refused, link": e.FileRefused("a.png", "link"),
    "file refused, subtitles": e.FileRefused("a.SRT", "type", FORMATS),
    "link refused": e.LinkRefused("ftp://x.test/a.mp4", "scheme"),
    "link refused, private": e.LinkRefused("http://10.0.0.1/a.mp4", "private"),
    "project opened": e.ProjectOpened("make-1a2b3c4d"),
    "format refused": e.FormatRefused("x.xyz", ("mp4", "gif")),
    "folder refused, missing": e.FolderRefused("/v/x", "missing"),
    "folder refused": e.FolderRefused("/dev/null/x", "Not a directory"),
    "upload unclear": e.UploadUnclear(("beach.mp4", "song.mp3")),
    "uploaded, with what to do": e.Uploaded(("beach.mp4",), followed=True),
    "uploaded, several": e.Uploaded(("beach.mp4", "https://x/y.png")),
    "upload asked": e.UploadAsked(FORMATS, LIMIT),
    **{
        f"file refused, {reason}": e.FileRefused("key.png", reason, FORMATS, 300_000_000, LIMIT)
        for reason in ("missing", "directory", "unreadable", "special", "empty", "type", "size")
    },
    "nothing to export": e.NothingToExport(),
    "nothing to preview": e.NothingToPreview(),
    "no picture": e.NoPicture(),
    "render started": e.RenderStarted("render_1"),
    "render started again": e.RenderStarted("render_2", again=True),
    "rendering": e.Rendering("city.mp4", 30),
    "rendering, with a fraction": e.Rendering("city.mp4", 90, 0.42),
    "rendered": e.Rendered("city.mp4"),
    "render goes on": e.RenderGoesOn("render_1"),
    "render goes on, perhaps": e.RenderGoesOn("render_1", certain=False),
    "render failed": e.RenderFailed("city.mp4"),
    "render failed, never arrived": e.RenderFailed("city.mp4", arrived=False),
    "downloading": e.Downloading("city.mp4", 700, 3_400_000),
    **{
        f"download failed, {reason}": e.DownloadFailed("render_1", "city.mp4", reason, detail)
        for reason, detail in (
            ("connection", "ReadError"),
            ("refused", ""),
            ("broken", "it is a web page"),
            ("untrusted", "10.0.0.1 is an address inside this machine or network"),
            ("disk", "No space left on device"),
        )
    },
    "job list, empty": e.JobList(()),
    "job list, the latest": e.JobList(
        (ListedJob("render_2", "e.mp4", "cancelled", {}, None, "", "default"),), more=True
    ),
    "job list": e.JobList((
        ListedJob("render_7", "a.gif", "submitting", {"format": "gif"}, None, "", "default"),
        ListedJob("render_6", "a.mp4", "rendering", {}, 0.42, "", "work"),
        ListedJob("render_5", "b.mp4", "rendering", {}, None, "", "default"),
        ListedJob("render_4", "c.mp4", "rendered", {}, None, "", "default"),
        ListedJob("render_3", "d.mp4", "downloaded", {}, None, "", "default"),
        ListedJob("render_2", "e.mp4", "delivered", {}, None, "/v/e.mp4", "default"),
        ListedJob("render_1", "f.mp4", "failed", {}, None, "", "default"),
        ListedJob("render_0", "g.mp4", "cancelled", {}, None, "", "default"),
        ListedJob("render_00", "h.mp3", "refused", {}, None, "", "default"),
    )),
    "other size": e.OtherSize("2160p", "mp4", 1080, 1920),
    "other size, gif": e.OtherSize("1080p", "gif", 480, 852),
    "exported": e.Exported("/home/ada/city.mp4", 3_400_000),
    **{
        f"help, {topic}": e.Helped(
            topic, FORMATS, FORMATS, LIMIT, ("make it rain", "add jazz", "c", "d")
        )
        for topic in Topic
    },
    "help, without examples": e.Helped(Topic.CAPABILITIES, FORMATS, FORMATS, LIMIT),
    "understood": e.Understood(Action.EXPORT),
    "held": e.Held(),
    "batch, all made": e.BatchSummed((FilmEnd("a.mp4", "done", "/v/a.mp4"),)),
    "batch": e.BatchSummed((
        FilmEnd("a.mp4", "done", "/v/a.mp4"),
        FilmEnd("b.mp4", "done", "/v/b.mp4", earlier=True),
        FilmEnd("c.mp4", "in_doubt", session="batch-1-1"),
        FilmEnd("d.mp4", "unfinished"),
        FilmEnd("e.mp4", "bad_input", reason="There is no file e.mp4. Check the path."),
        FilmEnd("f.mp4", "refused"),
        FilmEnd("g.mp4", "asked", reason="A question for you", session="batch-2-1"),
    )),
    "batch, told of": e.BatchSummed(
        (FilmEnd("a.mp4", "done", "/v/a.mp4", said="Trimmed.\nNo voice-over."),),
        (ToldOf(("a.mp4", "b.mp4"), "Trimmed.\nNo voice-over."),),
    ),
    "nothing to undo": e.NothingToUndo(),
    "previewed": e.Previewed(("/out/city-poster.png", "/out/city-timeline.png")),
    "no previews": e.NoPreviews("backend.test"),
    "undo wish": e.UndoWish(),
    "cancelled": e.Cancelled(),
    "nothing to cancel": e.NothingToCancel(),
    "nothing to wait for": e.NothingToWaitFor(),
    "nothing to wait for here": e.NothingToWaitFor(("trip", "make-1a2b3c4d")),
    "busy": e.Busy(),
    "busy with a turn": e.Busy(12),
    "busy, waited for": e.Busy(12, 3),
    "goes on": e.GoesOn(12, "skill-runtime wait 12"),
    "meanwhile": e.Meanwhile(11, "make it snow", True),
    "meanwhile, cut off": e.Meanwhile(11, "", False),
    "interrupted": e.Interrupted("make it snow", Action.CHAT),
    "interrupted, upload": e.Interrupted("upload beach.mp4", Action.UPLOAD),
    "no such turn": e.NoSuchTurn(12),
    "turns": e.TurnsShown((
        e.TurnLine(11, "2026-11-22 15:58", "make it\n\n  snow", "done"),
        e.TurnLine(12, "2026-11-22 16:03", "", "running"),
        e.TurnLine(13, "2026-11-22 16:04", "make it square", "done", "make-1a2b3c4d"),
    )),
    "no turns": e.TurnsShown(()),
    "no turns here": e.TurnsShown((), ("dawn", "demo-1")),
    "skill changed": e.SkillChanged(gone=False),
    "skill gone": e.SkillChanged(gone=True),
    "plan stopped": e.PlanStopped((), (Action.EXPORT,)),
    "plan stopped, in the middle": e.PlanStopped(
        (Action.UPLOAD, Action.CHAT), (Action.STATUS, Action.EXPORT)
    ),
    "connection lost": e.ConnectionLost(30),
    "connection lost, oversized": e.ConnectionLost(30, oversized=True),
    "connection lost, looked in vain": e.ConnectionLost(60, again=True),
    "not confirmed": e.NotConfirmed(),
    "not confirmed, not seen": e.NotConfirmed(seen=False),
    "changed, in no field of the timeline": e.TimelineChanged(
        (Change(ChangeKind.OTHER),), TIMELINE
    ),
    "state replaced": e.StateReplaced("/home/u/state.damaged-1.db"),
    "first use": e.FirstUse("mega-api-prod.nemovideo.ai"),
    "forget asked, all": e.ForgetAsked("", "/home/u/.local/state/skill_runtime"),
    "forget asked, session": e.ForgetAsked("trip", "/home/u/.local/state/skill_runtime"),
    **{
        f"forget refused, {reason}": e.ForgetRefused(reason, ("a", "b"))
        for reason in (
            *("busy", "studio_busy", "studio", "not_agreed", "nobody_to_ask", "no_session"),
        )
    },
    "forget refused, no session at all": e.ForgetRefused("no_session"),
    "forgotten": e.Forgotten(
        (("session", 1), ("turn", 2), ("event", 30), ("token", 1), ("project", 1)),
        (("film", "/out/a.mp4"), ("client_id", "/home/u/id"), ("packages", "/cache/environments")),
    ),
    "forgotten, the rest": e.Forgotten(
        (("job", 2), ("consent", 1), ("history", 1), ("log", 1), ("cache", 2), ("damaged", 1)),
        (("history", "/home/u/history"), ("damaged", "/home/u/state.damaged-1.db")),
    ),
    "forgotten, nothing": e.Forgotten((), ()),
    "no connection": e.NoConnection("mega-api-prod.nemovideo.ai"),
    "no connection, nameless": e.NoConnection(),
    **{
        f"no connection, {reason}": e.NoConnection("api.example", reason)
        for reason in ("name", "tls", "silent", "broken", "refused")
    },
    "foreign answer": e.ForeignAnswer("hotel.example", "HTTP 200 without a JSON object"),
    "foreign answer, nameless": e.ForeignAnswer(),
    **{
        f"refused, {reason}": e.Refused(reason, 4321, "too bad", BIND, FORMATS, LIMIT)
        for reason in (
            *(
                "token",
                "given_token",
                "session",
                "no_credits",
                "studio_credits",
                "formats",
                "too_large",
                "plan",
                "rate_limit",
            ),
            *("server", "other"),
        )
    },
    "refused, no credits, registered": e.Refused("no_credits", 2001, "", "https://nemovideo.com"),
    "refused, without a message": e.Refused("other", 4321),
    "refused, what can't be rendered": e.Refused("other", 400, "There is no sound in this film."),
    "refused, without a code": e.Refused("other", -1, "too bad"),
    "run failed": e.RunFailed("tool exploded", "RuntimeError"),
    "run failed, silently": e.RunFailed(),
}
