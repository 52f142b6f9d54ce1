using Sutler.GoModules.Zip;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Zip;

// Spec: CHECK-1, NET-1, NET-3.
public sealed class ZipDirectoryTests
{
    private static ModuleZipBuilder TwoEntries(ModuleZipBuilder? builder = null) =>
        (builder ?? new ModuleZipBuilder()).Add("m@v/b", "bee").Add("m@v/a", "");

    private static string Names(byte[] zip) => string.Join(' ', ZipDirectory.Parse(zip).Entries.Select(entry => entry.Name));

    [Fact]
    public void Lists_entries_in_the_order_of_the_directory() => Assert.Equal("m@v/b m@v/a", Names(TwoEntries().ToArray()));

    [Fact]
    public void States_what_the_directory_states()
    {
        var entry = ZipDirectory.Parse(new ModuleZipBuilder().Add(new ZipEntryForm("x", "content") { Descriptor = true }).ToArray()).Entries[0];

        Assert.Equal(7UL, entry.Length);
        Assert.Equal(ZipEntryForm.CrcOf("content"u8), entry.Crc32);
        Assert.True(entry.HasDataDescriptor);
        Assert.Equal(ZipEntry.Deflated, entry.Method);
        Assert.Equal(0, entry.HeaderOffset);
    }

    [Theory]
    [InlineData("FAT", 0, 0x20U, "x", true)]
    [InlineData("FAT directory", 0, 0x10U, "x", false)]
    [InlineData("Unix file", 3, 0x81A40000U, "x", true)]
    [InlineData("Unix without a type", 3, 0x01A40000U, "x", true)]
    [InlineData("Unix link", 3, 0xA1FF0000U, "x", false)]
    [InlineData("Unix directory", 3, 0x41ED0000U, "x", false)]
    [InlineData("Unix pipe", 3, 0x11A40000U, "x", false)]
    [InlineData("macOS link", 19, 0xA1FF0000U, "x", false)]
    [InlineData("bits of Unix on Windows", 11, 0xA1FF0000U, "x", true)]
    [InlineData("system that nobody knows", 77, 0xA1FF0010U, "x", true)]
    [InlineData("name of a directory", 3, 0x81A40000U, "x/", false)]
    public void Tells_files_from_what_is_none(string name, byte system, uint attributes, string file, bool isRegular)
    {
        Assert.NotEmpty(name);
        var zip = new ModuleZipBuilder().Add(new ZipEntryForm(file, "") { System = system, Attributes = attributes }).ToArray();
        Assert.Equal(isRegular, ZipDirectory.Parse(zip).Entries[0].IsRegular);
    }

    [Theory]
    [InlineData("comment", 5, 0, 0)]
    [InlineData("longest comment", 65535, 0, 0)]
    [InlineData("bytes before", 0, 100, 0)]
    [InlineData("bytes after", 0, 0, 900)]
    [InlineData("all three", 2000, 70000, 30)]
    public void Finds_the_directory_among_other_bytes(string name, int comment, int before, int after)
    {
        Assert.NotEmpty(name);
        var zip = TwoEntries(new ModuleZipBuilder { Comment = new byte[comment], Prepended = new byte[before], Trailing = new byte[after] }).ToArray();

        Assert.Equal("m@v/b m@v/a", Names(zip));
        Assert.Equal(before, ZipDirectory.Parse(zip).Entries[0].HeaderOffset);
    }

    [Fact]
    public void Reads_zip64_records()
    {
        var zip = new ModuleZipBuilder { Zip64 = true }
            .Add(new ZipEntryForm("a", "first"))
            .Add(new ZipEntryForm("b", "second") { Zip64 = true, StatedLength = 1UL << 40, Extra = [9, 9, 1, 0, 0] })
            .ToArray();

        var entries = ZipDirectory.Parse(zip).Entries;
        Assert.Equal(1UL << 40, entries[1].Length);
        Assert.True(entries[1].HeaderOffset > 0);
    }

    [Fact]
    public void Counts_entries_only_modulo_65536() =>
        Assert.Equal("m@v/b m@v/a", Names(TwoEntries(new ModuleZipBuilder { Zip64 = true, StatedEntries = 65536 + 2 }).ToArray()));

    [Fact]
    public void Trusts_a_header_where_the_stated_offset_points_over_the_stated_length() =>
        Assert.Equal("m@v/b m@v/a", Names(TwoEntries(new ModuleZipBuilder { StatedDirectoryLength = 40 }).ToArray()));

    [Fact]
    public void Keeps_the_bytes_of_a_name_that_is_no_UTF_8()
    {
        var entry = ZipDirectory.Parse(new ModuleZipBuilder().Add(new ZipEntryForm("", "x") { NameBytes = [0x61, 0xff] }).ToArray()).Entries[0];

        Assert.False(entry.IsNameUtf8);
        Assert.Equal([0x61, 0xff], entry.NameBytes.ToArray());
        Assert.Equal("a\uFFFD", entry.Name);
    }

    [Fact]
    public void Reads_an_empty_archive() => Assert.Empty(ZipDirectory.Parse(new ModuleZipBuilder { Prepended = [1] }.ToArray()).Entries);

    public static TheoryData<string, byte[]> NoZips()
    {
        var good = TwoEntries().ToArray();
        return new()
        {
            { "no bytes", [] },
            { "one byte", [0x50] },
            { "junk", new byte[5000] },
            { "end record cut off", good[..^1] },
            { "truncated in the middle", good[..(good.Length / 2)] },
            { "only the second half", good[(good.Length / 2)..] },
            { "one entry too many stated", TwoEntries(new ModuleZipBuilder { StatedEntries = 3, Comment = new byte[24] }).ToArray() },
            { "one entry too few stated", TwoEntries(new ModuleZipBuilder { StatedEntries = 1, Comment = new byte[24] }).ToArray() },
            { "directory longer than the file", TwoEntries(new ModuleZipBuilder { StatedDirectoryLength = 1 << 30 }).ToArray() },
            { "64-bit directory length beyond signed numbers", TwoEntries(new ModuleZipBuilder { Zip64 = true, StatedDirectoryLength = ulong.MaxValue }).ToArray() },
            { "64-bit directory offset beyond signed numbers", TwoEntries(new ModuleZipBuilder { Zip64 = true, StatedDirectoryOffset = ulong.MaxValue }).ToArray() },
            { "missing zip64 field", new ModuleZipBuilder().Add(new ZipEntryForm("a", "b") { StatedPackedLength = uint.MaxValue }).ToArray() },
            { "end record whose comment does not fit", [.. good, .. "PK\u0005\u0006"u8, .. new byte[16], 9, 0] },
        };
    }

    [Theory]
    [MemberData(nameof(NoZips))]
    public void Refuses_what_is_no_zip(string name, byte[] bytes)
    {
        var error = Assert.Throws<ZipFormatException>(() => ZipDirectory.Parse(bytes));

        Assert.True(error.Message == "zip: not a valid zip file", name + ": " + error.Message);
    }

    // Go's reader looks for one more header than there is and meets the end of the file first.
    [Fact]
    public void Says_unexpected_end_where_a_count_is_wrong_and_no_comment_follows() =>
        Assert.Equal(
            "unexpected EOF",
            Assert.Throws<ZipFormatException>(() => Names(TwoEntries(new ModuleZipBuilder { StatedEntries = 1 }).ToArray())).Message);

    [Fact]
    public void Says_so_when_the_directory_ends_within_a_header()
    {
        // The end record sits in the name of an entry that claims to go on beyond the file.
        var end = TwoEntries().ToArray()[^22..];
        var header = new ModuleZipBuilder().Add("x", "").ToArray()[33..];
        byte[] zip = [.. header[..46], .. end];
        zip[28] = 200;
        BitConverter.TryWriteBytes(zip.AsSpan(46 + 10), (ushort)1);
        BitConverter.TryWriteBytes(zip.AsSpan(46 + 12), 46);
        BitConverter.TryWriteBytes(zip.AsSpan(46 + 16), 0);

        var error = Assert.Throws<ZipFormatException>(() => ZipDirectory.Parse(zip));
        Assert.Equal("unexpected EOF", error.Message);
    }

    [Fact]
    public void Survives_every_truncation_and_every_flipped_byte()
    {
        var good = TwoEntries(new ModuleZipBuilder { Zip64 = true, Comment = [1, 2, 3] }).ToArray();
        for (var i = 0; i < good.Length; i++)
        {
            ParseOrRefuse(good[..i]);
            foreach (var flip in new byte[] { 1, 0x80, 0xff })
            {
                var bad = good.ToArray();
                bad[i] ^= flip;
                ParseOrRefuse(bad);
            }
        }
    }

    private static void ParseOrRefuse(byte[] zip)
    {
        try
        {
            Assert.NotNull(ZipDirectory.Parse(zip));
        }
        catch (ZipFormatException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }
}
