using System.Buffers.Binary;
using System.IO.Compression;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Zip;

/// <summary>Where the content of an entry stands in a zip, how it is unpacked and checked. Failures are those of Go's zip reader. Spec: NET-3.</summary>
internal static class ZipEntryBody
{
    private const int LocalHeaderLength = 30;
    private const uint LocalHeaderSignature = 0x04034b50;
    private const uint DescriptorSignature = 0x08074b50;

    /// <summary>The offset of the content.</summary>
    public static long Find(ModuleZip zip, ByteWindow window, ZipEntry entry)
    {
        Require(entry.HeaderOffset >= 0, $"readat {zip.Path}: negative offset");
        var header = window.Peek(entry.HeaderOffset, LocalHeaderLength);
        Require(header.Length == LocalHeaderLength, ZipFormatException.End);
        Require(BinaryPrimitives.ReadUInt32LittleEndian(header) == LocalHeaderSignature, ZipFormatException.NotAZip);
        return entry.HeaderOffset + LocalHeaderLength
            + BinaryPrimitives.ReadUInt16LittleEndian(header[26..])
            + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
    }

    /// <summary>The bytes it takes, as far as the file goes.</summary>
    public static long PackedLength(ModuleZip zip, ZipEntry entry, long body) =>
        (long)Math.Min(entry.CompressedLength, (ulong)Math.Max(0, zip.Length - body));

    /// <summary>What it unpacks to.</summary>
    public static Stream Unpack(ZipEntry entry, ZipEntrySource source) => entry.Method switch
    {
        ZipEntry.Stored => source,
        ZipEntry.Deflated => new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new ZipFormatException(ZipFormatException.Algorithm),
    };

    /// <summary>Whether an entry that was unpacked to its last byte is what it was stated to be.</summary>
    /// <param name="window">Where it was read from.</param>
    /// <param name="entry">What was stated.</param>
    /// <param name="body">The offset of the content.</param>
    /// <param name="source">What was unpacked.</param>
    /// <param name="total">Bytes that came out.</param>
    /// <param name="crc32">Their CRC-32.</param>
    public static void CheckEnd(ByteWindow window, ZipEntry entry, long body, ZipEntrySource source, ulong total, uint crc32)
    {
        Require(total == entry.Length && !(entry.Method == ZipEntry.Deflated && source.IsOverdrawn), ZipFormatException.UnexpectedEnd);
        if (entry.HasDataDescriptor)
        {
            Require(entry.Crc32 == ReadDescriptor(window, entry, body), ZipFormatException.Checksum);
        }
        else if (entry.Crc32 == 0)
        {
            return;
        }

        Require(crc32 == entry.Crc32, ZipFormatException.Checksum);
    }

    /// <summary>Fails with the text <paramref name="otherwise"/> unless <paramref name="holds"/>.</summary>
    public static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ZipFormatException(otherwise);
        }
    }

    private static uint ReadDescriptor(ByteWindow window, ZipEntry entry, long body)
    {
        var room = unchecked(body + (long)entry.CompressedLength);
        var descriptor = window.Peek(room, 16);
        Require(descriptor.Length >= 4, ZipFormatException.UnexpectedEnd);
        var hasSignature = BinaryPrimitives.ReadUInt32LittleEndian(descriptor) == DescriptorSignature;
        Require(descriptor.Length >= (hasSignature ? 16 : 12), ZipFormatException.UnexpectedEnd);
        return BinaryPrimitives.ReadUInt32LittleEndian(hasSignature ? descriptor[4..] : descriptor);
    }
}
