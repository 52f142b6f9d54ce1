using System.Buffers.Binary;

namespace Sutler.GoModules.Zip;

/// <summary>One header of the central directory, with what its local header must repeat.</summary>
internal sealed class ZipHeaderPair
{
    public const int CentralLength = 46;
    public const int LocalLength = 30;

    private const uint CentralSignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const uint DescriptorSignature = 0x08074b50;
    private const ushort Zip64Tag = 1;

    // Where the fields stand in a local header; in the directory each stands two bytes later.
    private static readonly (int Offset, int Length, string Field, bool MayBeLeftOut)[] Fields =
    [
        (4, 2, "version", false),
        (6, 2, "flags", false),
        (8, 2, "method", false),
        (10, 4, "time", false),
        (14, 4, "CRC-32", true),
        (18, 4, "packed length", true),
        (22, 4, "length", true),
    ];

    private readonly byte[] _fields;
    private readonly byte[] _extra;

    private ZipHeaderPair(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra)
    {
        // Version needed to the lengths of name and extra field: the same order as in a local header.
        _fields = header[6..28].ToArray();
        Name = name.ToArray();
        _extra = extra.ToArray();
    }

    public byte[] Name { get; }

    public ushort Disk { get; private init; }

    public long Offset { get; private set; }

    public ulong CompressedLength { get; private set; }

    public ulong Length { get; private set; }

    public bool HasDescriptor => (BinaryPrimitives.ReadUInt16LittleEndian(_fields.AsSpan(2)) & 8) != 0;

    private uint Crc32 => BinaryPrimitives.ReadUInt32LittleEndian(_fields.AsSpan(10));

    public static bool IsCentral(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32LittleEndian(header) == CentralSignature;

    public static bool IsLocal(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32LittleEndian(header) == LocalSignature;

    public static int WholeLength(ReadOnlySpan<byte> header) => CentralLength + Word(header, 28) + Word(header, 30) + Word(header, 32);

    public static int WholeLocalLength(ReadOnlySpan<byte> header) => LocalLength + Word(header, 26) + Word(header, 28);

    /// <summary>Takes a whole header apart; <paramref name="position"/> is where it stands.</summary>
    public static ZipHeaderPair ReadCentral(ReadOnlySpan<byte> header, long position)
    {
        int name = Word(header, 28), extra = Word(header, 30);
        var pair = new ZipHeaderPair(header, header.Slice(CentralLength, name), header.Slice(CentralLength + name, extra)) { Disk = Word(header, 34) };

        // The reader of the directory knows 64-bit fields; whoever has such an entry gets its values from there.
        _ = ZipDirectoryHeader.TryRead(new ByteWindow(ReaderOf(header.ToArray()), header.Length, new byte[header.Length]), 0, 0, out var entry, out _);
        pair.Offset = entry?.HeaderOffset ?? position;
        pair.CompressedLength = entry?.CompressedLength ?? 0;
        pair.Length = entry?.Length ?? 0;
        BinaryPrimitives.WriteUInt32LittleEndian(pair._fields.AsSpan(14), unchecked((uint)pair.CompressedLength));
        BinaryPrimitives.WriteUInt32LittleEndian(pair._fields.AsSpan(18), unchecked((uint)pair.Length));
        return pair;
    }

    /// <summary>The first field of a whole local header that says something else; null when all agree.</summary>
    public (int Offset, string Field)? FindDifference(ReadOnlySpan<byte> local)
    {
        foreach (var (offset, length, field, mayBeLeftOut) in Fields)
        {
            var here = local.Slice(offset, length);
            var there = _fields.AsSpan(offset - 4, length);
            if (!here.SequenceEqual(there) && !(mayBeLeftOut && IsLeftOut(here)))
            {
                return (offset, field);
            }
        }

        var name = local.Slice(LocalLength, Word(local, 26));
        if (!name.SequenceEqual(Name))
        {
            return (26, "name");
        }

        return DifferingExtra(local[(LocalLength + name.Length)..]) is { } at ? (LocalLength + name.Length + at, "extra field") : null;
    }

    /// <summary>Whether a data descriptor of one of the four forms repeats what the directory says.</summary>
    public bool Fits(ReadOnlySpan<byte> descriptor)
    {
        if (descriptor.Length is 16 or 24)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(descriptor) != DescriptorSignature)
            {
                return false;
            }

            descriptor = descriptor[4..];
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(descriptor) == Crc32 && (descriptor.Length == 12
            ? BinaryPrimitives.ReadUInt32LittleEndian(descriptor[4..]) == (uint)CompressedLength && BinaryPrimitives.ReadUInt32LittleEndian(descriptor[8..]) == (uint)Length
            : BinaryPrimitives.ReadUInt64LittleEndian(descriptor[4..]) == CompressedLength && BinaryPrimitives.ReadUInt64LittleEndian(descriptor[12..]) == Length);
    }

    // Before its content a writer that does not go back knows neither length nor CRC; 64-bit lengths stand in the extra field.
    private bool IsLeftOut(ReadOnlySpan<byte> field) =>
        (HasDescriptor && field.IndexOfAnyExcept((byte)0) < 0) || field.IndexOfAnyExcept((byte)0xff) < 0;

    // A field of the same kind and length in both is the same; whatever a writer puts into one alone is its own affair.
    private int? DifferingExtra(ReadOnlySpan<byte> local)
    {
        if (local.SequenceEqual(_extra))
        {
            return null;
        }

        var at = 0;
        while (local.Length - at >= 4)
        {
            var (tag, size) = (Word(local, at), Word(local, at + 2));
            if (at + 4 + size > local.Length)
            {
                return at;
            }

            if (tag != Zip64Tag && FindExtra(tag, size) is { } there && !local.Slice(at + 4, size).SequenceEqual(_extra.AsSpan(there, size)))
            {
                return at;
            }

            at += 4 + size;
        }

        return at == local.Length && (local.Length != _extra.Length || HasSameTags(local)) ? null : at;
    }

    private bool HasSameTags(ReadOnlySpan<byte> local)
    {
        for (var at = 0; local.Length - at >= 4; at += 4 + Word(local, at + 2))
        {
            if (Word(local, at) != Zip64Tag && FindExtra(Word(local, at), Word(local, at + 2)) is null)
            {
                return false;
            }
        }

        return true;
    }

    private int? FindExtra(ushort tag, int size)
    {
        for (var at = 0; _extra.Length - at >= 4; at += 4 + Word(_extra, at + 2))
        {
            if (Word(_extra, at) == tag && Word(_extra, at + 2) == size && at + 4 + size <= _extra.Length)
            {
                return at + 4;
            }
        }

        return null;
    }

    private static ushort Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static ZipReadAt ReaderOf(byte[] bytes) => (offset, destination) =>
    {
        var count = (int)Math.Min(destination.Length, bytes.Length - offset);
        bytes.AsSpan((int)offset, count).CopyTo(destination);
        return count;
    };
}
