"""The last touch on a PDF: what PDF/UA-1 and PDF/A-2a ask for and WeasyPrint 70.0 does not write.

A private part of `pdf.py`. WeasyPrint makes a PDF/A-2a or a PDF/UA-1 file; these steps make it both.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from pydyf import _to_bytes

# PDF/A accepts the PDF/UA mark in the metadata only together with a description of it.
_PDFUA_METADATA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
_END = b"</rdf:RDF>"


@contextmanager
def finished_streams() -> Iterator[None]:
    """Let pydyf write each stream compressed once, in a form that does not end in a line end.

    A reader that meets CR or LF right before "endstream" may take it for the line end that belongs there, and
    then finds the stream one byte shorter than its length says (PDF/A-2, 6.1.7.1). Compressing once also
    saves time: pydyf does it again for every use. Not safe in two threads at once.
    """
    original = pydyf.Stream.data
    pydyf.Stream.data = property(_stream_data)
    try:
        yield
    finally:
        pydyf.Stream.data = original


def finish(document: Any, pdf: pydyf.PDF) -> None:
    """Complete `pdf` in place; a finisher for WeasyPrint's `write_pdf`."""
    pdf.catalog["PageMode"] = "/UseOutlines"
    for stream in _streams(pdf):
        if stream.extra.get("Type") == "/Metadata":
            _complete_metadata(stream)
        elif stream.extra.get("Subtype") == "/Image":
            stream.extra["Interpolate"] = "false"
        elif b"begincmap" in stream.stream:
            _complete_character_map(stream)


def uses_cmyk(pdf: pydyf.PDF) -> bool:
    """Say whether a picture has print colours, which our sRGB output intent does not allow."""
    return any(stream.extra.get("ColorSpace") == "/DeviceCMYK" for stream in _streams(pdf))


def _streams(pdf: pydyf.PDF) -> Iterator[pydyf.Stream]:
    return (item for item in pdf.objects if isinstance(item, pydyf.Stream))


def _complete_metadata(stream: pydyf.Stream) -> None:
    stream.compress = False  # an archive must be able to read the metadata without unpacking
    head, end, tail = stream.stream[0].rpartition(_END)
    stream.stream[0] = head + _PDFUA_METADATA + end + tail


def _complete_character_map(stream: pydyf.Stream) -> None:
    """Let no glyph stand for no text: the second glyph of a letter becomes a zero-width space."""
    stream.stream = [_to_bytes(line).replace(b"> <>", b"> <200b>") for line in stream.stream]


def _stream_data(stream: pydyf.Stream) -> bytes:
    if not hasattr(stream, "_finished"):
        stream._finished = _pack(stream)
    return stream._finished


def _pack(stream: pydyf.Stream) -> bytes:
    """Return the bytes of a stream object; packs a stream twice when once ends in a line end."""
    extra = pydyf.Dictionary(stream.extra)
    filters = [extra["Filter"]] if "Filter" in extra else []
    data = b"\n".join(_to_bytes(item) for item in stream.stream)
    while (stream.compress and not filters) or data.endswith((b"\r", b"\n")):
        data = zlib.compress(data, 9)
        filters.insert(0, "/FlateDecode")
    if filters:
        extra["Filter"] = filters[0] if len(filters) == 1 else pydyf.Array(filters)
    if len(filters) > 1 and "DecodeParms" in extra:
        extra["DecodeParms"] = pydyf.Array(["null"] * (len(filters) - 1) + [extra["DecodeParms"].data])
    extra["Length"] = len(data)
    return b"\n".join((extra.data, b"stream", data, b"endstream"))
