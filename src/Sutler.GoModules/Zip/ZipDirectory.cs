namespace Sutler.GoModules.Zip;

/// <summary>The central directory of a zip file: the only list of its entries that counts. Spec: NET-1, NET-3.</summary>
/// <remarks>
/// Accepts and rejects what Go's archive/zip does: bytes before the zip proper, a comment, bytes after it,
/// 64-bit records, and a count that is right only modulo 65,536. Local headers are not looked at here.
/// </remarks>
public sealed class ZipDirectory
{
    /// <summary>A limit of ours on the number of entries, far above any module, so that a hostile zip cannot fill the memory.</summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>A limit of ours on the bytes of all names together, for the same reason.</summary>
    public const int MaxNameBytes = 128 << 20;

    private const int WindowLength = 64 * 1024;

    private ZipDirectory(IReadOnlyList<ZipEntry> entries) => Entries = entries;

    /// <summary>The entries in the order of the central directory, duplicates included.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>Reads the directory of a zip held in memory.</summary>
    public static ZipDirectory Parse(ReadOnlyMemory<byte> zip) => Read(zip.Length, (offset, destination) =>
    {
        var count = (int)Math.Min(destination.Length, zip.Length - offset);
        zip.Span.Slice((int)offset, count).CopyTo(destination);
        return count;
    });

    /// <summary>Reads the directory of a zip of <paramref name="length"/> bytes.</summary>
    /// <exception cref="ZipFormatException">Not a zip, or a damaged one.</exception>
    public static ZipDirectory Read(long length, ZipReadAt readAt)
    {
        ArgumentNullException.ThrowIfNull(readAt);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var file = new ByteWindow(readAt, length, new byte[(int)Math.Min(WindowLength, length)]);
        var end = ZipEndRecord.Find(file, length);
        if (end.Size > long.MaxValue || end.Offset > long.MaxValue)
        {
            throw new ZipFormatException(ZipFormatException.NotAZip);
        }

        var start = unchecked(end.Position - (long)end.Size);
        if (start < 0 || start >= length)
        {
            throw new ZipFormatException(ZipFormatException.NotAZip);
        }

        var baseOffset = start - (long)end.Offset;
        if (baseOffset > 0 && ZipDirectoryHeader.TryRead(file, (long)end.Offset, 0, out _, out _) is null)
        {
            // Some writers misstate the size; a header where the offset points is the better witness.
            baseOffset = 0;
            start = (long)end.Offset;
        }

        return new ZipDirectory(ReadEntries(file, start, baseOffset, end.Entries));
    }

    private static List<ZipEntry> ReadEntries(ByteWindow file, long position, long baseOffset, ulong stated)
    {
        var entries = new List<ZipEntry>((int)Math.Min(stated, 1024));
        var nameBytes = 0L;
        string? stop;
        while ((stop = ZipDirectoryHeader.TryRead(file, position, baseOffset, out var entry, out position)) is null)
        {
            nameBytes += entry!.NameBytes.Length;
            if (entries.Count == MaxEntries || nameBytes > MaxNameBytes)
            {
                throw new ZipFormatException($"zip: too many entries (limit is {MaxEntries})");
            }

            entries.Add(entry);
        }

        if (stop == ZipFormatException.End || (ushort)entries.Count != (ushort)stated)
        {
            throw new ZipFormatException(stop);
        }

        return entries;
    }
}
