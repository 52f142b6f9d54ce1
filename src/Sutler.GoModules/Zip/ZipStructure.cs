using System.Buffers.Binary;
using System.Text;

namespace Sutler.GoModules.Zip;

/// <summary>
/// Compares what a zip says twice: local headers with the central directory, data descriptors with both, places with lengths, the end
/// record with all. What go's reader never looks at is looked at here.
/// </summary>
/// <remarks>
/// Only what every writer must state twice counts: an extra field may differ in length between the two headers. Not stated twice, so not
/// found when changed: the version "made by", the attributes of an entry, comments.
/// </remarks>
public sealed class ZipStructure
{
    private const int MostFaults = 16;
    private const int WindowLength = 64 * 1024;

    private readonly ByteWindow _file;
    private readonly long _length;
    private readonly List<ZipFault> _faults = [];
    private readonly List<ZipHeaderPair> _entries = [];

    private ZipStructure(long length, ZipReadAt readAt)
    {
        _length = length;
        _file = new ByteWindow(readAt, length, new byte[(int)Math.Min(WindowLength, length)]);
    }

    /// <summary>The faults of a zip of <paramref name="length"/> bytes, first those of its end, then by entry; of many the beginning.</summary>
    /// <exception cref="ZipFormatException">It is no zip at all.</exception>
    public static IReadOnlyList<ZipFault> Check(long length, ZipReadAt readAt)
    {
        ArgumentNullException.ThrowIfNull(readAt);
        var structure = new ZipStructure(length, readAt);
        structure.Run();
        return [.. structure._faults.Take(MostFaults)];
    }

    private void Run()
    {
        var end = ZipEndRecord.Find(_file, _length);
        var start = end.Position - (long)Math.Min(end.Size, long.MaxValue);
        if (start < 0 || (long)Math.Min(end.Offset, long.MaxValue) != start)
        {
            Add(null, end.Tail, "the central directory does not stand where the end record says");
            start = start < 0 ? (long)Math.Min(end.Offset, long.MaxValue) : start;
        }

        var next = ReadDirectory(start, end.Position);
        CheckEnd(end, next);
        _entries.Sort((left, right) => left.Offset.CompareTo(right.Offset));
        var expected = 0L;
        for (var i = 0; i < _entries.Count && _faults.Count < MostFaults; i++)
        {
            var boundary = i + 1 < _entries.Count ? _entries[i + 1].Offset : start;
            expected = CheckEntry(_entries[i], expected, boundary);
        }

        CheckGap(null, expected, start);
    }

    private long ReadDirectory(long position, long end)
    {
        while (position < end && _faults.Count < MostFaults)
        {
            var header = _file.Peek(position, ZipHeaderPair.CentralLength);
            if (header.Length < ZipHeaderPair.CentralLength || !ZipHeaderPair.IsCentral(header))
            {
                break;
            }

            var whole = ZipHeaderPair.WholeLength(header);
            header = _file.Peek(position, whole);
            if (header.Length < whole || _entries.Count == ZipDirectory.MaxEntries)
            {
                break;
            }

            var entry = ZipHeaderPair.ReadCentral(header, position);
            _entries.Add(entry);
            Require(entry.Disk is 0 or ushort.MaxValue, entry, position + 34, "it claims to be on another disk");
            position += whole;
        }

        return position;
    }

    private void CheckEnd(ZipEndRecord end, long directoryEnd)
    {
        var record = _file.Peek(end.Tail, ZipEndRecord.Length);
        Require(directoryEnd == end.Position, null, directoryEnd, "bytes behind the central directory belong to nothing");
        Require(IsZeroOrOnes(record[4..]) && IsZeroOrOnes(record[6..]), null, end.Tail + 4, "the end record claims several disks");
        Require(record.Slice(8, 2).SequenceEqual(record.Slice(10, 2)), null, end.Tail + 8, "the end record counts entries in two ways");
        Require((ushort)end.Entries == (ushort)_entries.Count, null, end.Tail + 10, "the end record counts other entries than there are");
        var comment = BinaryPrimitives.ReadUInt16LittleEndian(record[20..]);
        Require(end.Tail + ZipEndRecord.Length + comment == _length, null, end.Tail + ZipEndRecord.Length + comment, "bytes behind the end of the zip belong to nothing");
    }

    private static bool IsZeroOrOnes(ReadOnlySpan<byte> field) => BinaryPrimitives.ReadUInt16LittleEndian(field) is 0 or ushort.MaxValue;

    // Returns where the entry ends.
    private long CheckEntry(ZipHeaderPair entry, long expected, long boundary)
    {
        CheckGap(entry, expected, entry.Offset);
        var header = _file.Peek(entry.Offset, ZipHeaderPair.LocalLength);
        if (header.Length < ZipHeaderPair.LocalLength || !ZipHeaderPair.IsLocal(header))
        {
            Add(entry, entry.Offset, "there is no local header where the directory says");
            return boundary;
        }

        var whole = ZipHeaderPair.WholeLocalLength(header);
        header = _file.Peek(entry.Offset, whole);
        if (header.Length < whole)
        {
            Add(entry, entry.Offset, "its local header is cut short");
            return boundary;
        }

        if (entry.FindDifference(header) is { } difference)
        {
            Add(entry, entry.Offset + difference.Offset, $"its {difference.Field} differs between local header and directory");
        }

        var end = unchecked(entry.Offset + whole + (long)entry.CompressedLength);
        return entry.HasDescriptor ? CheckDescriptor(entry, end, boundary) : end;
    }

    // How long a descriptor is nobody says: with or without signature, with lengths of 4 or 8 bytes.
    private long CheckDescriptor(ZipHeaderPair entry, long position, long boundary)
    {
        var length = boundary - position;
        if (length is not (12 or 16 or 20 or 24))
        {
            Add(entry, position, "what stands behind its content is no data descriptor");
            return boundary;
        }

        var descriptor = _file.Peek(position, (int)length);
        if (descriptor.Length < length || !entry.Fits(descriptor))
        {
            Add(entry, position, "its data descriptor differs from the directory");
        }

        return boundary;
    }

    private void CheckGap(ZipHeaderPair? entry, long expected, long found)
    {
        if (found > expected)
        {
            Add(entry, expected, $"bytes {expected}-{found - 1} belong to nothing");
        }
        else if (found < expected)
        {
            Add(entry, found, "it begins before the end of what stands before it");
        }
    }

    private void Require(bool holds, ZipHeaderPair? entry, long offset, string reason)
    {
        if (!holds)
        {
            Add(entry, offset, reason);
        }
    }

    private void Add(ZipHeaderPair? entry, long offset, string reason) =>
        _faults.Add(new ZipFault(entry is null ? null : Encoding.UTF8.GetString(entry.Name), offset, reason));
}
