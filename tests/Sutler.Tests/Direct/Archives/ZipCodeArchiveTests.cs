using Sutler.Errors;
using Sutler.Go.Direct;
using Sutler.Go.Direct.Archives;
using Sutler.GoModules.Zip;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Direct.Archives;

// Spec: CONT-1, CONT-3.
public sealed class ZipCodeArchiveTests
{
    private static readonly string Big = string.Concat(Enumerable.Range(0, 40_000).Select(number => $"{number}\n"));

    private static ZipCodeArchive Open(ModuleZipBuilder zip, long limit = 1 << 20) => Open(TemporaryDirectory.Create(), zip, limit);

    private static ZipCodeArchive Open(TemporaryDirectory files, ModuleZipBuilder zip, long limit = 1 << 20)
    {
        File.WriteAllBytes(files["x.zip"], zip.ToArray());
        return ZipCodeArchive.Open(files, "x.zip", limit);
    }

    private static string Text(CodeArchive archive, CodeArchiveEntry entry)
    {
        using var reader = new StreamReader(archive.Open(entry));
        return reader.ReadToEnd();
    }

    [Fact]
    public void Names_files_without_the_directory_they_all_lie_in()
    {
        using var archive = Open(new ModuleZipBuilder()
            .Add("prefix/", "")
            .Add("prefix/go.mod", "module m")
            .Add(new ZipEntryForm("prefix/link", "go.mod") { System = 3, Attributes = 0xA1FF0000 })
            .Add("prefix/sub/", "")
            .Add("prefix/sub/../x", ""));
        Assert.Equal([new("go.mod", 8, true), new("link", 6, false), new("sub/../x", 0, true)], archive.Entries);
    }

    [Theory]
    [InlineData("deflated", 8, false)]
    [InlineData("stored", 0, false)]
    [InlineData("deflated as it came", 8, true)]
    public void Reads_files_in_any_order_and_again(string name, ushort method, bool descriptor)
    {
        Assert.NotEmpty(name);
        using var archive = Open(new ModuleZipBuilder()
            .Add(new ZipEntryForm("p/a", Big) { Method = method, Descriptor = descriptor })
            .Add(new ZipEntryForm("p/b", "") { Method = method, Descriptor = descriptor })
            .Add(new ZipEntryForm("p/c", "sea") { Method = method, Descriptor = descriptor }));
        var (a, b, c) = (archive.Entries[0], archive.Entries[1], archive.Entries[2]);
        Assert.Equal([Big, "sea", "", Big], [Text(archive, a), Text(archive, c), Text(archive, b), Text(archive, a)]);
    }

    [Fact]
    public void Tells_two_files_of_the_same_name_apart()
    {
        using var archive = Open(new ModuleZipBuilder().Add("p/a", "one").Add("p/a", "two"));
        Assert.Equal(["one", "two"], archive.Entries.Select(entry => Text(archive, entry)));
    }

    [Theory]
    [InlineData("file beside", "p/a|q", "zip file contains more than one top-level directory")]
    [InlineData("second directory", "p/a|pp/b", "zip file contains more than one top-level directory")]
    [InlineData("no directory", "a|p/b", "missing top-level directory prefix")]
    public void Wants_one_directory(string name, string files, string expected)
    {
        Assert.NotEmpty(name);
        var zip = new ModuleZipBuilder();
        foreach (var file in files.Split('|'))
        {
            zip.Add(file, "");
        }

        Assert.Equal(expected, Assert.Throws<SutlerException>(() => Open(zip)).Message);
    }

    [Fact]
    public void Has_nothing_when_the_zip_has_nothing()
    {
        using var archive = Open(new ModuleZipBuilder());
        Assert.Empty(archive.Entries);
    }

    [Fact]
    public void Bounds_the_size()
    {
        var zip = new ModuleZipBuilder().Add("p/a", "content");
        using (Open(zip, zip.ToArray().Length))
        {
        }

        Assert.Equal("downloaded zip file too large", Assert.Throws<SutlerException>(() => Open(zip, zip.ToArray().Length - 1)).Message);
    }

    public static TheoryData<string, ZipEntryForm, string> Damage => new()
    {
        { "other content", new("p/a", "content") { StatedCrc32 = 1 }, "zip: checksum error" },
        { "more content", new("p/a", "content") { StatedLength = 3 }, "zip: not a valid zip file" },
        { "less content", new("p/a", "content") { StatedLength = 30 }, "unexpected EOF" },
        { "broken stream", new("p/a", "content") { Packed = [0xff, 0xff] }, "flate: corrupt input before offset 2" },
        { "cut stream", new("p/a", "content") { StatedPackedLength = 3 }, "unexpected EOF" },
        { "other descriptor", new("p/a", "content") { Descriptor = true, DescriptorCrc32 = 7 }, "zip: checksum error" },
        { "other compression", new("p/a", "content") { Method = 12 }, "zip: unsupported compression algorithm" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public void Notices_damage(string name, ZipEntryForm entry, string expected)
    {
        Assert.NotEmpty(name);
        using var archive = Open(new ModuleZipBuilder().Add(entry));
        Assert.Equal(expected, Assert.Throws<ZipFormatException>(() => Text(archive, archive.Entries[0])).Message);
    }

    [Fact]
    public void Removes_its_files()
    {
        var (kept, refused) = (TemporaryDirectory.Create(), TemporaryDirectory.Create());
        Open(kept, new ModuleZipBuilder().Add("p/a", "")).Dispose();
        Assert.Throws<SutlerException>(() => Open(refused, new ModuleZipBuilder().Add("a", "")));
        Assert.False(Directory.Exists(kept.Path) || Directory.Exists(refused.Path));
    }
}
