using System.Buffers.Binary;
using System.Text;
using Sutler.GoModules.Modules;

namespace Sutler.TestKit;

/// <summary>Builds zips byte by byte, so that every hostile form can be made; <see cref="Build(ModuleId, IEnumerable{ValueTuple{string, string}})"/> makes honest ones.</summary>
public sealed class ModuleZipBuilder
{
    private readonly List<ZipEntryForm> _entries = [];

    /// <summary>Bytes before the zip proper; offsets do not count them.</summary>
    public byte[] Prepended { get; init; } = [];

    /// <summary>Bytes after the end record, beyond its comment.</summary>
    public byte[] Trailing { get; init; } = [];

    /// <summary>The comment of the end record.</summary>
    public byte[] Comment { get; init; } = [];

    /// <summary>Whether a 64-bit end record and its locator are written, and the 32-bit fields are all ones.</summary>
    public bool Zip64 { get; init; }

    /// <summary>The number of entries stated, when it is not the true one.</summary>
    public ulong? StatedEntries { get; init; }

    /// <summary>The length of the central directory stated, when it is not the true one.</summary>
    public ulong? StatedDirectoryLength { get; init; }

    /// <summary>The offset of the central directory stated, when it is not the true one.</summary>
    public ulong? StatedDirectoryOffset { get; init; }

    /// <summary>An honest zip of <paramref name="module"/>; names are relative to the module's root.</summary>
    public static byte[] Build(ModuleId module, IEnumerable<(string Name, string Content)> files) =>
        Build(module, files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Content))));

    /// <summary>An honest zip of <paramref name="module"/>; names are relative to the module's root.</summary>
    public static byte[] Build(ModuleId module, IEnumerable<(string Name, byte[] Content)> files)
    {
        var builder = new ModuleZipBuilder();
        foreach (var (name, content) in files)
        {
            builder.Add(new ZipEntryForm($"{module}/{name}", content) { Descriptor = true });
        }

        return builder.ToArray();
    }

    /// <summary>Adds an entry; the name is the whole one.</summary>
    public ModuleZipBuilder Add(ZipEntryForm entry)
    {
        _entries.Add(entry);
        return this;
    }

    /// <summary>Adds an honest entry; the name is the whole one.</summary>
    public ModuleZipBuilder Add(string name, string content) => Add(new ZipEntryForm(name, content));

    /// <summary>The zip.</summary>
    public byte[] ToArray()
    {
        using var zip = new MemoryStream();
        zip.Write(Prepended);
        var offsets = new List<long>();
        foreach (var entry in _entries)
        {
            offsets.Add(zip.Position - Prepended.Length);
            WriteLocal(zip, entry);
        }

        var start = zip.Position - Prepended.Length;
        for (var i = 0; i < _entries.Count; i++)
        {
            WriteHeader(zip, _entries[i], _entries[i].StatedOffset ?? offsets[i]);
        }

        WriteEnd(zip, (ulong)start, (ulong)(zip.Position - Prepended.Length - start));
        zip.Write(Trailing);
        return zip.ToArray();
    }

    private static void WriteLocal(MemoryStream zip, ZipEntryForm entry)
    {
        var name = entry.LocalName is null ? entry.DirectoryName : Encoding.UTF8.GetBytes(entry.LocalName);
        var packed = entry.PackedBytes;
        Write32(zip, entry.LocalSignature);
        Write16(zip, 20);
        Write16(zip, entry.FlagsField);
        Write16(zip, entry.Method);
        Write32(zip, 0);
        Write32(zip, entry.Descriptor ? 0 : entry.Crc32Field);
        Write32(zip, entry.Descriptor ? 0 : (uint)packed.Length);
        Write32(zip, entry.Descriptor ? 0 : (uint)entry.Content.Length);
        Write16(zip, (ushort)name.Length);
        Write16(zip, (ushort)entry.LocalExtra.Length);
        zip.Write(name);
        zip.Write(entry.LocalExtra);
        zip.Write(packed);
        if (!entry.Descriptor)
        {
            return;
        }

        if (entry.DescriptorSignature)
        {
            Write32(zip, 0x08074b50);
        }

        Write32(zip, entry.DescriptorCrc32 ?? entry.Crc32Field);
        Write32(zip, (uint)packed.Length);
        Write32(zip, (uint)entry.Content.Length);
    }

    private static void WriteHeader(MemoryStream zip, ZipEntryForm entry, long offset)
    {
        var name = entry.DirectoryName;
        var length = entry.StatedLength ?? (ulong)entry.Content.Length;
        var packedLength = entry.StatedPackedLength ?? (ulong)entry.PackedBytes.Length;
        byte[] extra = entry.Zip64 ? [.. Zip64Field(length, packedLength, offset), .. entry.Extra] : entry.Extra;
        Write32(zip, 0x02014b50);
        Write16(zip, (ushort)(20 | (entry.System << 8)));
        Write16(zip, 20);
        Write16(zip, entry.FlagsField);
        Write16(zip, entry.Method);
        Write32(zip, 0);
        Write32(zip, entry.Crc32Field);
        Write32(zip, entry.Zip64 ? uint.MaxValue : (uint)packedLength);
        Write32(zip, entry.Zip64 ? uint.MaxValue : (uint)length);
        Write16(zip, (ushort)name.Length);
        Write16(zip, (ushort)extra.Length);
        Write16(zip, 0);
        Write32(zip, 0);
        Write32(zip, entry.Attributes);
        Write32(zip, entry.Zip64 ? uint.MaxValue : (uint)offset);
        zip.Write(name);
        zip.Write(extra);
    }

    private static byte[] Zip64Field(ulong length, ulong packedLength, long offset)
    {
        var field = new byte[28];
        BinaryPrimitives.WriteUInt16LittleEndian(field, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(field.AsSpan(2), 24);
        BinaryPrimitives.WriteUInt64LittleEndian(field.AsSpan(4), length);
        BinaryPrimitives.WriteUInt64LittleEndian(field.AsSpan(12), packedLength);
        BinaryPrimitives.WriteInt64LittleEndian(field.AsSpan(20), offset);
        return field;
    }

    private void WriteEnd(MemoryStream zip, ulong start, ulong length)
    {
        var count = StatedEntries ?? (ulong)_entries.Count;
        length = StatedDirectoryLength ?? length;
        var position = zip.Position;
        start = StatedDirectoryOffset ?? start;
        if (Zip64)
        {
            WriteEnd64(zip, count, length, start, position);
        }

        Write32(zip, 0x06054b50);
        Write32(zip, 0);
        Write16(zip, Zip64 ? ushort.MaxValue : (ushort)count);
        Write16(zip, Zip64 ? ushort.MaxValue : (ushort)count);
        Write32(zip, Zip64 ? uint.MaxValue : (uint)length);
        Write32(zip, Zip64 ? uint.MaxValue : (uint)start);
        Write16(zip, (ushort)Comment.Length);
        zip.Write(Comment);
    }

    private static void WriteEnd64(MemoryStream zip, ulong count, ulong length, ulong start, long position)
    {
        Write32(zip, 0x06064b50);
        Write64(zip, 44);
        Write32(zip, 0);
        Write64(zip, 0);
        Write64(zip, count);
        Write64(zip, count);
        Write64(zip, length);
        Write64(zip, start);
        Write32(zip, 0x07064b50);
        Write32(zip, 0);
        Write64(zip, (ulong)position);
        Write32(zip, 1);
    }

    private static void Write16(MemoryStream zip, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        zip.Write(bytes);
    }

    private static void Write32(MemoryStream zip, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        zip.Write(bytes);
    }

    private static void Write64(MemoryStream zip, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        zip.Write(bytes);
    }
}
