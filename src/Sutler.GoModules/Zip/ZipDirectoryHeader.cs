using System.Buffers.Binary;

namespace Sutler.GoModules.Zip;

/// <summary>Reads one header of the central directory.</summary>
internal static class ZipDirectoryHeader
{
    private const int FixedLength = 46;
    private const uint Signature = 0x02014b50;
    private const ushort Zip64Field = 1;

    // Systems on which a zip is made; their file attributes differ.
    private const byte Fat = 0;
    private const byte Unix = 3;
    private const byte Ntfs = 11;
    private const byte Vfat = 14;
    private const byte MacOS = 19;

    /// <summary>
    /// Null with the entry and where the next header begins, or why there is no header:
    /// one of the texts of <see cref="ZipFormatException"/>.
    /// </summary>
    public static string? TryRead(ByteWindow file, long offset, long baseOffset, out ZipEntry? entry, out long next)
    {
        entry = null;
        next = offset;
        var header = file.Peek(offset, FixedLength);
        if (header.Length < FixedLength)
        {
            return header.IsEmpty ? ZipFormatException.End : ZipFormatException.UnexpectedEnd;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Signature)
        {
            return ZipFormatException.NotAZip;
        }

        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        var whole = FixedLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        header = file.Peek(offset, whole);
        if (header.Length < whole)
        {
            // Go's reader says EOF where not one byte of the variable part is there.
            return header.Length == FixedLength ? ZipFormatException.End : ZipFormatException.UnexpectedEnd;
        }

        next = offset + whole;
        entry = Read(header, header.Slice(FixedLength, nameLength), header.Slice(FixedLength + nameLength, extraLength), baseOffset);
        return entry is null ? ZipFormatException.NotAZip : null;
    }

    private static ZipEntry? Read(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra, long baseOffset)
    {
        var sizes = new Sizes(
            BinaryPrimitives.ReadUInt32LittleEndian(header[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[42..]));
        if (!sizes.TryWiden(extra))
        {
            return null;
        }

        return new ZipEntry(name)
        {
            IsRegular = !name.EndsWith("/"u8) && IsRegular(header[5], BinaryPrimitives.ReadUInt32LittleEndian(header[38..])),
            Flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]),
            Method = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            Crc32 = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]),
            CompressedLength = sizes.Compressed,
            Length = sizes.Uncompressed,
            HeaderOffset = unchecked((long)sizes.Offset + baseOffset),
        };
    }

    // As Go's reader has it: what another system's attributes mean nobody knows, so they say nothing.
    private static bool IsRegular(byte system, uint attributes) => system switch
    {
        Unix or MacOS => (attributes >> 28) is not (0x1 or 0x2 or 0x4 or 0x6 or 0xA or 0xC),
        Fat or Ntfs or Vfat => (attributes & 0x10) == 0,
        _ => true,
    };

    // Fields that are all ones in the header are taken from the zip64 extra field, in this order.
    private struct Sizes(uint uncompressed, uint compressed, uint offset)
    {
        private bool _needUncompressed = uncompressed == uint.MaxValue;
        private bool _needCompressed = compressed == uint.MaxValue;
        private bool _needOffset = offset == uint.MaxValue;

        public ulong Uncompressed = uncompressed;
        public ulong Compressed = compressed;
        public ulong Offset = offset;

        public bool TryWiden(ReadOnlySpan<byte> extra)
        {
            while (extra.Length >= 4)
            {
                var tag = BinaryPrimitives.ReadUInt16LittleEndian(extra);
                var size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
                extra = extra[4..];
                if (extra.Length < size)
                {
                    break;
                }

                if (tag == Zip64Field && !TryTake(extra[..size]))
                {
                    return false;
                }

                extra = extra[size..];
            }

            // An uncompressed size of all ones is taken at its word: old zips cut into chunks of that size.
            return !_needCompressed && !_needOffset;
        }

        private bool TryTake(ReadOnlySpan<byte> field) =>
            TryTake(ref field, ref _needUncompressed, ref Uncompressed)
            && TryTake(ref field, ref _needCompressed, ref Compressed)
            && TryTake(ref field, ref _needOffset, ref Offset);

        private static bool TryTake(ref ReadOnlySpan<byte> field, ref bool need, ref ulong value)
        {
            if (!need)
            {
                return true;
            }

            need = false;
            if (field.Length < 8)
            {
                return false;
            }

            value = BinaryPrimitives.ReadUInt64LittleEndian(field);
            field = field[8..];
            return true;
        }
    }
}
