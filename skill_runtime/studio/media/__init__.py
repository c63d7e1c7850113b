"""The studio's media engine: a draft and its media files become a video, a sound, a picture or
subtitles.

Four doors, each imported where it is needed, since codecs and fonts are heavy:
`rendering` (a draft → a file), `probing` (what an upload really is), `music` (mood words → sound)
and `draft` (what a draft may say). Whatever decodes media runs in a child process with limits.
"""
