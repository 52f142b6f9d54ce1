using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sutler.GoModules.Zip;

/// <summary>The end of central directory record, with the 64-bit one where it applies. Spec: NET-3.</summary>
/// <param name="Entries">Number of entries as stated; a zip without 64-bit record can only state it modulo 65,536.</param>
/// <param name="Size">Bytes of the central directory as stated.</param>
/// <param name="Offset">Its offset as stated, from the start of the zip proper.</param>
/// <param name="Position">Where the record that states it stands in the file.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ZipEndRecord(ulong Entries, ulong Size, ulong Offset, long Position)
{
    /// <summary>Bytes of the record without its comment.</summary>
    public const int Length = 22;

    private const int Locator64Length = 20;
    private const int Record64Length = 56;
    private const uint Signature = 0x06054b50;
    private const uint Locator64Signature = 0x07064b50;
    private const uint Record64Signature = 0x06064b50;

    /// <summary>Where the record without 64-bit fields stands, which is always there.</summary>
    public long Tail { get; private init; }

    /// <summary>Finds the record within the last 65 KiB, as Go's reader does: first in the last 1,024 bytes.</summary>
    public static ZipEndRecord Find(ByteWindow file, long length)
    {
        foreach (var reach in (ReadOnlySpan<int>)[1024, 65 * 1024])
        {
            var size = (int)Math.Min(reach, length);
            var tail = file.Peek(length - size, size);
            if (FindIn(tail) is var at && at >= 0)
            {
                return Read(file, tail[at..], length - size + at);
            }
        }

        throw new ZipFormatException(ZipFormatException.NotAZip);
    }

    // The last signature decides: when its comment does not fit, an earlier one is not looked for.
    private static int FindIn(ReadOnlySpan<byte> tail)
    {
        for (var i = tail.Length - Length; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[i..]) == Signature)
            {
                var comment = BinaryPrimitives.ReadUInt16LittleEndian(tail[(i + 20)..]);
                return i + Length + comment > tail.Length ? -1 : i;
            }
        }

        return -1;
    }

    private static ZipEndRecord Read(ByteWindow file, ReadOnlySpan<byte> record, long position)
    {
        var end = new ZipEndRecord(
            BinaryPrimitives.ReadUInt16LittleEndian(record[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[16..]),
            position)
        {
            Tail = position,
        };

        // 0xffff for the size is what Go's reader tests, though the field has 32 bits.
        var mayBe64 = end.Entries == 0xffff || end.Size == 0xffff || end.Offset == 0xffffffff;
        return mayBe64 && Find64(file, position) is { } at ? Read64(file, at) with { Tail = position } : end;
    }

    private static long? Find64(ByteWindow file, long end)
    {
        var locator = file.Peek(end - Locator64Length, Locator64Length);
        if (locator.Length < Locator64Length
            || BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Signature
            || BinaryPrimitives.ReadUInt32LittleEndian(locator[4..]) != 0
            || BinaryPrimitives.ReadUInt32LittleEndian(locator[16..]) != 1)
        {
            return null;
        }

        var at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        return at >= 0 ? at : null;
    }

    private static ZipEndRecord Read64(ByteWindow file, long at)
    {
        var record = file.Peek(at, Record64Length);
        if (record.Length < Record64Length)
        {
            throw new ZipFormatException(ZipFormatException.End);
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Record64Signature)
        {
            throw new ZipFormatException(ZipFormatException.NotAZip);
        }

        return new ZipEndRecord(
            BinaryPrimitives.ReadUInt64LittleEndian(record[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[48..]),
            at);
    }
}
