using System.IO.Compression;
using System.Text;

namespace Sutler.TestKit;

/// <summary>One entry for <see cref="ModuleZipBuilder"/>: honest by default, and every field can be made to lie.</summary>
public sealed record ZipEntryForm(string Name, byte[] Content)
{
    /// <summary>An entry with text content.</summary>
    public ZipEntryForm(string name, string content)
        : this(name, Encoding.UTF8.GetBytes(content))
    {
    }

    /// <summary>The name's bytes, when they are not the UTF-8 of <see cref="Name"/>.</summary>
    public byte[]? NameBytes { get; init; }

    /// <summary>0 stored, 8 deflated, or any other number.</summary>
    public ushort Method { get; init; } = 8;

    /// <summary>General purpose flags besides that of the data descriptor; 1 claims encryption.</summary>
    public ushort Flags { get; init; }

    /// <summary>The bytes put in the zip, when they are not <see cref="Content"/> packed by <see cref="Method"/>.</summary>
    public byte[]? Packed { get; init; }

    /// <summary>The CRC-32 stated in both headers, when it is not the true one.</summary>
    public uint? StatedCrc32 { get; init; }

    /// <summary>The uncompressed size stated, when it is not the true one.</summary>
    public ulong? StatedLength { get; init; }

    /// <summary>The compressed size stated, when it is not the true one.</summary>
    public ulong? StatedPackedLength { get; init; }

    /// <summary>The offset of the local header stated, when it is not the true one.</summary>
    public long? StatedOffset { get; init; }

    /// <summary>Whether a data descriptor follows the content and the flag says so.</summary>
    public bool Descriptor { get; init; }

    /// <summary>Whether the data descriptor begins with its optional signature.</summary>
    public bool DescriptorSignature { get; init; } = true;

    /// <summary>The CRC-32 in the data descriptor, when it is not the one stated in the directory.</summary>
    public uint? DescriptorCrc32 { get; init; }

    /// <summary>Whether sizes and offset stand in a zip64 extra field of the central directory.</summary>
    public bool Zip64 { get; init; }

    /// <summary>More bytes for the central directory's extra field.</summary>
    public byte[] Extra { get; init; } = [];

    /// <summary>More bytes for the local header's extra field.</summary>
    public byte[] LocalExtra { get; init; } = [];

    /// <summary>The system whose attributes <see cref="Attributes"/> are: 0 for FAT, 3 for Unix.</summary>
    public byte System { get; init; }

    /// <summary>External attributes; <c>0xA1FF0000</c> is a symbolic link of Unix.</summary>
    public uint Attributes { get; init; }

    /// <summary>The local header's name, when it is another one.</summary>
    public string? LocalName { get; init; }

    /// <summary>The local header's signature.</summary>
    public uint LocalSignature { get; init; } = 0x04034b50;

    internal byte[] DirectoryName => NameBytes ?? Encoding.UTF8.GetBytes(Name);

    internal uint Crc32Field => StatedCrc32 ?? CrcOf(Content);

    internal byte[] PackedBytes => Packed ?? (Method == 8 ? Deflate(Content) : Content);

    internal ushort FlagsField => (ushort)(Flags | (Descriptor ? 8 : 0));

    /// <summary>CRC-32 as zip files use it, bit by bit: an independent second opinion.</summary>
    public static uint CrcOf(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var value in content)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }

    /// <summary>Deflates without any header.</summary>
    public static byte[] Deflate(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(content);
        }

        // .NET writes nothing at all for no content; a deflate stream has at least an empty last block.
        return content.Length == 0 ? [3, 0] : packed.ToArray();
    }
}
