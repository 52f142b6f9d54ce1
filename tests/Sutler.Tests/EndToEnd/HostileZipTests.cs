using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>Zips made to do harm, with nothing to notice it but their form. Spec: CHECK, UNZIP and ZIP rules.</summary>
public sealed class HostileZipTests
{
    private const string Root = "ex.com/mod@v1.0.0/";
    private static readonly byte[] Honest = ModuleZipBuilder.Build(new ModuleId("ex.com/mod", "v1.0.0"), [("go.mod", "module ex.com/mod\n"), ("a/b.go", new string('x', 5000))]);

    public static TheoryData<string, byte[], string> Zips => new()
    {
        { "empty", [], "zip: not a valid zip file" },
        { "text", "<html>not found</html>"u8.ToArray(), "zip: not a valid zip file" },
        { "truncated", Honest[..^40], "zip: not a valid zip file" },
        { "cut in the middle, end kept", [.. Honest[..30], .. Honest[60..]], "" },
        { "a flipped bit in the content", Flipped(60), "" },
        { "bad CRC", Zip(new ZipEntryForm(Root + "x", "x") { StatedCrc32 = 1 }), "zip: checksum error" },
        { "parent directory", Zip(new ZipEntryForm(Root + "../../../evil", "x")), "" },
        { "parent directory in a directory name", Zip(new ZipEntryForm(Root + "../evil/", "")), "" },
        { "absolute name", Zip(new ZipEntryForm("/etc/evil", "x")), "unexpected file /etc/evil" },
        { "absolute name below the prefix", Zip(new ZipEntryForm(Root + "/etc/evil", "x")), "" },
        { "wrong prefix", Zip(new ZipEntryForm("ex.com/mod@v1.0.1/x", "x")), "unexpected file ex.com/mod@v1.0.1/x" },
        { "no prefix", Zip(new ZipEntryForm("x", "x")), "unexpected file x" },
        { "backslashes", Zip(new ZipEntryForm(Root + "..\\..\\evil", "x")), "" },
        { "drive letter", Zip(new ZipEntryForm(Root + "c:/evil", "x")), "" },
        { "NUL in a name", Zip(new ZipEntryForm(Root + "a\0b", "x")), "" },
        { "terminal escape in a name", Zip(new ZipEntryForm(Root + "a\u001b[2Jb", "x")), "" },
        { "terminal escape in a foreign name", Zip(new ZipEntryForm("a\u001b[2Jb", "x")), "unexpected file a\\x1b[2Jb" },
        { "line feed in a name", Zip(new ZipEntryForm(Root + "a\nb", "x")), "" },
        { "invalid UTF-8 name", Zip(new ZipEntryForm("n", "x") { NameBytes = [.. "ex.com/mod@v1.0.0/"u8, 0xff] }), "" },
        { "duplicate names", Zip(new ZipEntryForm(Root + "x", "1"), new ZipEntryForm(Root + "x", "2")), "multiple entries for file \"x\"" },
        { "case-folded names", Zip(new ZipEntryForm(Root + "Readme", "1"), new ZipEntryForm(Root + "README", "2")), "case-insensitive file name collision: \"Readme\" and \"README\"" },
        { "a file that is also a directory", Zip(new ZipEntryForm(Root + "x", "1"), new ZipEntryForm(Root + "x/y", "2")), "" },
        { "reserved Windows name", Zip(new ZipEntryForm(Root + "aux.go", "1")), "" },
        { "over-long name", Zip(new ZipEntryForm(Root + new string('a', 300), "1")), "" },
        { "over-long path", Zip(new ZipEntryForm(Root + string.Concat(Enumerable.Repeat("abcdefgh/", 600)) + "x", "1")), "" },
        { "go.mod in capitals", Zip(new ZipEntryForm(Root + "GO.MOD", "1")), "go.mod files must have lowercase names" },
        { "says 600 MB", Zip(new ZipEntryForm(Root + "x", "1") { StatedLength = 600 << 20 }), "" },
        { "says 2^63", Zip(new ZipEntryForm(Root + "x", "1") { StatedLength = 1UL << 63, Zip64 = true }), "" },
        { "many entries of 100 MB", Zip([.. Enumerable.Range(0, 6).Select(i => new ZipEntryForm(Root + i, "1") { StatedLength = 100 << 20 })]), "" },
        { "a bomb that says it is small", Zip(new ZipEntryForm(Root + "x", "12345") { Packed = ZipEntryForm.Deflate(new byte[64 << 20]) }), "zip: not a valid zip file" },
        { "a bomb in go.mod", Zip(new ZipEntryForm(Root + "go.mod", new byte[17 << 20])), "go.mod file too large (max size is 16777216 bytes)" },
        { "starts outside of the file", Zip(new ZipEntryForm(Root + "x", "1") { StatedOffset = 1 << 30 }), "" },
        { "unknown method", Zip(new ZipEntryForm(Root + "x", "1") { Method = 99 }), "zip: unsupported compression algorithm" },
        { "encrypted", Zip(new ZipEntryForm(Root + "x", "1") { Flags = 1, StatedCrc32 = 7 }), "" },
        { "more entries than there are", new ModuleZipBuilder { StatedEntries = 60000 }.Add(Root + "x", "1").ToArray(), "" },
        { "a directory of gigabytes", new ModuleZipBuilder { StatedDirectoryLength = 4_000_000_000 }.Add(Root + "x", "1").ToArray(), "zip: not a valid zip file" },
        { "four thousand million entries", new ModuleZipBuilder { Zip64 = true, StatedEntries = uint.MaxValue }.Add(Root + "x", "1").ToArray(), "" },
    };

    [Theory]
    [MemberData(nameof(Zips))]
    public async Task Publishes_no_tree_and_says_why_once(string name, byte[] zip, string reason)
    {
        await using var world = await TrustWorld.StartAsync();
        world.Variables["GOSUMDB"] = "off";
        var module = world.Publish("ex.com/mod", "v1.0.0");
        world.Proxy.Answer(module.ZipTarget, Reply.Bytes(zip));
        world.Require(module.GoModLine, module);
        foreach (var arguments in new string[][] { [], ["ex.com/mod@v1.0.0"], ["-json"] })
        {
            var run = await world.RunAsync(["mod", "download", .. arguments], TestContext.Current.CancellationToken);
            TestContext.Current.TestOutputHelper?.WriteLine(run.Everything);
            Assert.Equal((name, 1), (name, run.ExitCode));
            Assert.Contains(reason, run.Everything.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal).Replace("\\u001b", "\\x1b", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', run.Everything);
            Assert.DoesNotContain("internal error", run.Everything, StringComparison.Ordinal);
            Assert.Equal(arguments is ["-json"] ? 0 : 1, run.Error.Split('\n').Count(line => line.StartsWith("go: ", StringComparison.Ordinal)));
            Assert.True(run.Everything.Length < 20_000);
            world.AssertUnpublished(module.Id, zipToo: false);
            world.AssertTidy();
        }

        // The author repairs it; nothing of before is in the way of a new cache, and the database has the last word.
        TestFiles.DeleteTree(world.Cache);
        world.Variables["GOSUMDB"] = world.Database.VerifierText;
        TrustWorld.Serve(world.Proxy, module);
        Assert.Equal(0, (await world.RunAsync("mod", "download")).ExitCode);
        Assert.True(world.IsInstalled(module));
    }

    [Fact]
    public async Task Unpacks_symbolic_links_as_files()
    {
        await using var world = await TrustWorld.StartAsync();
        world.Variables["GOSUMDB"] = "off";
        var module = world.Publish("ex.com/mod", "v1.0.0");
        world.Proxy.Answer(module.ZipTarget, Reply.Bytes(Zip(new ZipEntryForm(Root + "link", "/etc/passwd") { Attributes = 0xA1FF0000 })));
        world.Require(null, module);
        var run = await world.RunAsync("mod", "download", "ex.com/mod@v1.0.0");
        Assert.Equal(0, run.ExitCode);
        var link = new FileInfo(Path.Combine(world.Cache, "ex.com/mod@v1.0.0/link"));
        Assert.Null(link.LinkTarget);
        Assert.Equal("/etc/passwd", await File.ReadAllTextAsync(link.FullName, TestContext.Current.CancellationToken));
    }

    private static byte[] Zip(params ZipEntryForm[] entries)
    {
        var builder = new ModuleZipBuilder();
        foreach (var entry in entries)
        {
            builder.Add(entry);
        }

        return builder.ToArray();
    }

    private static byte[] Flipped(int at)
    {
        var zip = (byte[])Honest.Clone();
        zip[at] ^= 4;
        return zip;
    }
}
