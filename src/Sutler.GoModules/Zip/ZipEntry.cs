using System.Text;
using System.Text.Unicode;

namespace Sutler.GoModules.Zip;

/// <summary>One entry as the central directory states it; nothing here is proven by the entry's own bytes yet.</summary>
/// <remarks>Immutable. Spec: NET-1, NET-3.</remarks>
public sealed class ZipEntry
{
    /// <summary>Method 0: the bytes as they are.</summary>
    public const ushort Stored = 0;

    /// <summary>Method 8: deflate.</summary>
    public const ushort Deflated = 8;

    private readonly byte[] _name;

    internal ZipEntry(ReadOnlySpan<byte> name)
    {
        _name = name.ToArray();
        IsNameUtf8 = Utf8.IsValid(name);
    }

    /// <summary>The name as its bytes stand in the zip: what the h1 hash covers and orders by.</summary>
    public ReadOnlySpan<byte> NameBytes => _name;

    /// <summary>The name as text, decoded anew each time; bytes that are no UTF-8 become U+FFFD.</summary>
    public string Name => Encoding.UTF8.GetString(_name);

    /// <summary>Whether <see cref="Name"/> is exactly <see cref="NameBytes"/>.</summary>
    public bool IsNameUtf8 { get; }

    /// <summary>Whether the name ends in a slash, which makes it a directory without content.</summary>
    public bool IsDirectory => _name.Length > 0 && _name[^1] == (byte)'/';

    /// <summary>
    /// Whether the entry is a file by what the system that made it wrote down: no directory, symbolic link or device. In module zips
    /// everything is a file whatever this says; in archives of source code it counts. Spec: CREATE-8.
    /// </summary>
    public bool IsRegular { get; internal init; }

    /// <summary>Compression method: <see cref="Stored"/>, <see cref="Deflated"/> or one that cannot be read.</summary>
    public ushort Method { get; internal init; }

    /// <summary>General purpose flags; only <see cref="HasDataDescriptor"/> matters, as in Go's reader.</summary>
    public ushort Flags { get; internal init; }

    /// <summary>Whether the CRC-32 is repeated behind the content.</summary>
    public bool HasDataDescriptor => (Flags & 8) != 0;

    /// <summary>CRC-32 of the content; 0 without a data descriptor means that none was stated.</summary>
    public uint Crc32 { get; internal init; }

    /// <summary>Bytes the content takes in the zip, as stated.</summary>
    public ulong CompressedLength { get; internal init; }

    /// <summary>Bytes of the content, as stated.</summary>
    public ulong Length { get; internal init; }

    /// <summary>Where the local header stands, counted from the first byte of the file; may lie outside of it.</summary>
    public long HeaderOffset { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
