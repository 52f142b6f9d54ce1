using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Zip;

// Spec: CHECK-1, UNZIP-1 to UNZIP-8, CACHE-10, CACHE-11, H1-3, H1-5, H1-7.
public sealed class ModuleZipUnpackerTests : IDisposable
{
    private static readonly ModuleId Module = new("example.com/m", "v1.0.0");

    private readonly ScratchDirectory _scratch = new();
    private readonly ModuleZipUnpacker _unpacker = new(2);

    public void Dispose() => _scratch.Dispose();

    private string Target => _scratch["tree/m@v1.0.0"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ZipEntryForm Entry(string name, string content) => new($"{Module}/{name}", content);

    private ModuleZip Open(byte[] zip)
    {
        File.WriteAllBytes(_scratch["m.zip"], zip);
        return ModuleZip.Open(_scratch["m.zip"]);
    }

    private async Task<UnpackOutcome> UnpackAsync(byte[] zip, bool writable = false)
    {
        using var opened = Open(zip);
        return await _unpacker.UnpackAsync(opened, Module, Target, writable, Cancellation);
    }

    private static H1Hash HashOf(params (string Name, string Content)[] files) =>
        H1.FromFiles(files.Select(file => ($"{Module}/{file.Name}", SHA256.HashData(Encoding.UTF8.GetBytes(file.Content)))));

    [Fact]
    public async Task Writes_the_files_and_gives_their_hash()
    {
        var outcome = await UnpackAsync(ModuleZipBuilder.Build(Module, [("go.mod", "module m\n"), ("a/b/c.go", "package c\n"), ("empty", "")]));

        Assert.Null(outcome.Illegal);
        Assert.Equal(HashOf(("go.mod", "module m\n"), ("a/b/c.go", "package c\n"), ("empty", "")), outcome.Hash);
        Assert.Equal(["m.zip", "tree/", "tree/m@v1.0.0/", "tree/m@v1.0.0/a/", "tree/m@v1.0.0/a/b/", "tree/m@v1.0.0/a/b/c.go", "tree/m@v1.0.0/empty", "tree/m@v1.0.0/go.mod"], _scratch.Tree());
        Assert.Equal("package c\n", await File.ReadAllTextAsync(Path.Combine(Target, "a/b/c.go"), Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Gives_the_modes_of_the_go_command(bool writable)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        await UnpackAsync(ModuleZipBuilder.Build(Module, [("a/b/c.go", "package c\n")]), writable);

        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        var umasked = File.GetUnixFileMode(_scratch["tree"]);
        Assert.Equal(read & umasked, File.GetUnixFileMode(Path.Combine(Target, "a/b/c.go")));
        // It is to be moved, which only who may write to it can do.
        Assert.Equal(umasked, File.GetUnixFileMode(Target));
        foreach (var directory in new[] { "a", "a/b" })
        {
            Assert.Equal(writable ? umasked : umasked & ~write, File.GetUnixFileMode(Path.Combine(Target, directory)));
        }
    }

    [Fact]
    public async Task Ignores_directory_entries_and_the_modes_of_entries()
    {
        var outcome = await UnpackAsync(new ModuleZipBuilder()
            .Add(Entry("", ""))
            .Add(Entry("none/", "") with { Packed = [1, 2, 3] })
            .Add(Entry("link", "/etc/passwd") with { Attributes = 0xA1FF0000 })
            .Add(Entry("run.sh", "#!") with { Attributes = 0x81ED0000 })
            .ToArray());

        Assert.Null(outcome.Illegal);
        Assert.Equal(HashOf(("", ""), ("none/", ""), ("link", "/etc/passwd"), ("run.sh", "#!")), outcome.Hash);
        Assert.Equal(["link", "run.sh"], Directory.EnumerateFileSystemEntries(Target).Select(Path.GetFileName).Order());
        Assert.Null(new FileInfo(Path.Combine(Target, "link")).LinkTarget);
        Assert.Equal("/etc/passwd", await File.ReadAllTextAsync(Path.Combine(Target, "link"), Cancellation));
    }

    public static TheoryData<string, ZipEntryForm> OddButRight() => new()
    {
        { "stored", Entry("a", "hello") with { Method = 0 } },
        { "descriptor", Entry("a", "hello") with { Descriptor = true } },
        { "descriptor without signature", Entry("a", "hello") with { Descriptor = true, DescriptorSignature = false } },
        { "no checksum stated", Entry("a", "hello") with { StatedCrc32 = 0 } },
        { "zip64", Entry("a", "hello") with { Zip64 = true } },
        { "another name in the local header", Entry("a", "hello") with { LocalName = "../../evil" } },
        { "extra field in the local header", Entry("a", "hello") with { LocalExtra = new byte[60000] } },
        { "encryption flag over plain bytes", Entry("a", "hello") with { Flags = 1 } },
        { "bytes after the last deflate block", Entry("a", "hello") with { Packed = [1, 5, 0, 0xfa, 0xff, .. "hello"u8, 9, 9] } },
    };

    [Theory]
    [MemberData(nameof(OddButRight))]
    public async Task Reads_what_Go_reads(string name, ZipEntryForm entry)
    {
        Assert.NotEmpty(name);
        Assert.Equal(HashOf(("a", "hello")), (await UnpackAsync(new ModuleZipBuilder { Prepended = new byte[3] }.Add(entry).ToArray())).Hash);
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(Target, "a"), Cancellation));
    }

    public static TheoryData<string, ZipEntryForm, string> Damage() => new()
    {
        { "wrong checksum", Entry("a", "hello") with { StatedCrc32 = 1 }, "zip: checksum error" },
        { "wrong checksum in the descriptor", Entry("a", "hello") with { Descriptor = true, DescriptorCrc32 = 1 }, "zip: checksum error" },
        { "no checksum, but a descriptor", Entry("a", "hello") with { Descriptor = true, StatedCrc32 = 0 }, "zip: checksum error" },
        { "more than stated", Entry("a", "hello") with { StatedLength = 4 }, "zip: not a valid zip file" },
        { "bomb", Entry("a", new string('0', 300_000)) with { StatedLength = 10 }, "zip: not a valid zip file" },
        { "less than stated", Entry("a", "hello") with { StatedLength = 6 }, "unexpected EOF" },
        { "stored bytes beyond the content", Entry("a", "hello") with { Method = 0, StatedPackedLength = 6 }, "zip: not a valid zip file" },
        { "deflate stream cut off", Entry("a", new string('0', 9000)) with { StatedPackedLength = 5 }, "unexpected EOF" },
        { "no last deflate block", Entry("a", "hello") with { Packed = [0, 5, 0, 0xfa, 0xff, .. "hello"u8] }, "unexpected EOF" },
        { "no bytes for an empty file", Entry("a", "") with { Packed = [] }, "unexpected EOF" },
        { "no deflate stream", Entry("a", "hello") with { Packed = [0xff, 0xff, 0xff] }, "flate: corrupt input before offset 3" },
        { "unknown method", Entry("a", "hello") with { Method = 12 }, "zip: unsupported compression algorithm" },
        { "encrypted", Entry("a", "hello") with { Flags = 1, Packed = [0xA7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }, "flate: corrupt input before offset 12" },
        { "header beyond the file", Entry("a", "hello") with { StatedOffset = 1 << 20 }, "EOF" },
        { "no header at its offset", Entry("a", "hello") with { StatedOffset = 1 }, "zip: not a valid zip file" },
        { "another signature", Entry("a", "hello") with { LocalSignature = 0x04034b51 }, "zip: not a valid zip file" },
        { "directory with content", Entry("a/", "hello"), "zip: not a valid zip file" },
        { "newline in a name", Entry("a\nb", "hello"), "dirhash: filenames with newlines are not supported" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public async Task Says_what_is_damaged_and_leaves_nothing(string name, ZipEntryForm entry, string text)
    {
        Assert.NotEmpty(name);
        var zip = new ModuleZipBuilder().Add(Entry("0", "good")).Add(entry).Add(Entry("z", "good")).ToArray();

        var error = await Assert.ThrowsAnyAsync<SutlerException>(() => UnpackAsync(zip));
        Assert.Equal(text, error.Message);
        Assert.False(Directory.Exists(Target));
        using var opened = Open(zip);
        Assert.Equal(text, Assert.ThrowsAny<SutlerException>(() => opened.Hash(Cancellation)).Message);
    }

    [Fact]
    public async Task Names_a_negative_offset()
    {
        var error = await Assert.ThrowsAsync<ZipFormatException>(
            () => UnpackAsync(new ModuleZipBuilder().Add(Entry("a", "x") with { Zip64 = true, StatedOffset = -9 }).ToArray()));

        Assert.Equal($"readat {_scratch["m.zip"]}: negative offset", error.Message);
    }

    [Fact]
    public async Task Reports_the_first_damaged_entry_by_name()
    {
        var builder = new ModuleZipBuilder();
        for (var i = 0; i < 500; i++)
        {
            builder.Add(Entry($"f{i:d3}", "x") with { StatedCrc32 = 1 });
        }

        var zip = builder.Add(Entry("a", "x") with { Method = 7 }).ToArray();

        var error = await Assert.ThrowsAsync<ZipFormatException>(() => UnpackAsync(zip));
        Assert.Equal("zip: unsupported compression algorithm", error.Message);
    }

    [Fact]
    public async Task Only_hashes_an_illegal_zip()
    {
        var outcome = await UnpackAsync(new ModuleZipBuilder().Add(Entry("sub/go.mod", "m")).Add(Entry("../evil", "e")).Add(Entry("fine", "f")).ToArray());

        Assert.Equal(
            $"unzip {_scratch["m.zip"]}: {Module}/sub/go.mod: go.mod file not in module root directory\n"
                + $"{Module}/../evil: malformed file path \"../evil\": invalid path element \"..\"",
            outcome.Illegal?.Message);
        Assert.Equal(HashOf(("sub/go.mod", "m"), ("../evil", "e"), ("fine", "f")), outcome.Hash);
        Assert.Equal(["m.zip"], _scratch.Tree());
    }

    [Fact]
    public async Task Takes_the_last_of_entries_with_one_name()
    {
        var outcome = await UnpackAsync(new ModuleZipBuilder().Add(Entry("a", "1") with { Method = 99 }).Add(Entry("a", "2")).ToArray());

        Assert.Equal(HashOf(("a", "2"), ("a", "2")), outcome.Hash);
        Assert.EndsWith("multiple entries for file \"a\"", outcome.Illegal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_target_that_holds_something()
    {
        _scratch.Write("tree/m@v1.0.0/mine", "keep");

        var outcome = await UnpackAsync(ModuleZipBuilder.Build(Module, [("a", "b")]));

        Assert.Equal($"unzip {_scratch["m.zip"]}: target directory {Target} exists and is not empty", outcome.Illegal?.Message);
        Assert.Equal(["m.zip", "tree/", "tree/m@v1.0.0/", "tree/m@v1.0.0/mine"], _scratch.Tree());
    }

    [Fact]
    public async Task Says_which_file_could_not_be_created_and_leaves_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the text is that of Unix");
        var name = new string('n', 300);

        var error = await Assert.ThrowsAsync<SutlerException>(() => UnpackAsync(ModuleZipBuilder.Build(Module, [("a/b", "x"), (name, "x")])));

        Assert.Equal($"unzip {_scratch["m.zip"]}: open {Target}/{name}: file name too long", error.Message);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task Cleans_up_when_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var zip = Open(ModuleZipBuilder.Build(Module, Enumerable.Range(0, 2000).Select(i => ($"d{i % 50}/f{i}", new string('x', 5000)))));
        var unpacking = _unpacker.UnpackAsync(zip, Module, Target, writableDirectories: false, cancellation.Token);
        await cancellation.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unpacking);
        Assert.Equal(cancellation.Token, error.CancellationToken);
        Assert.False(Directory.Exists(Target));
    }

    [Theory]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(131072)]
    [InlineData(1_000_003)]
    public async Task Hashes_the_same_in_every_way(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content.AsSpan(0, length / 2));
        var zip = new ModuleZipBuilder()
            .Add(new ZipEntryForm($"{Module}/deflated", content) { Descriptor = true })
            .Add(new ZipEntryForm($"{Module}/d/stored", content) { Method = 0 })
            .ToArray();
        using var opened = Open(zip);

        var unpacked = await _unpacker.UnpackAsync(opened, Module, Target, writableDirectories: false, Cancellation);
        var expected = H1.FromFiles([($"{Module}/deflated", SHA256.HashData(content)), ($"{Module}/d/stored", SHA256.HashData(content))]);
        Assert.Equal(expected, unpacked.Hash);
        Assert.Equal(expected, await _unpacker.HashAsync(opened, Cancellation));
        Assert.Equal(expected, opened.Hash(Cancellation));
        Assert.Equal(expected, TreeHash.Compute(Target, Module, Cancellation));
    }

    [Fact]
    public async Task Unpacks_many_zips_at_once()
    {
        var zips = Enumerable.Range(0, 40).Select(i => (Id: new ModuleId("example.com/m" + i, "v1.0.0"), Files: Enumerable.Range(0, i * 5).Select(j => ($"d{j % 7}/f{j}", new string((char)('a' + i % 26), j * 300))).ToArray())).ToArray();

        await Task.WhenAll(zips.Select(async zip =>
        {
            var path = _scratch[$"{zip.Id.Path[12..]}.zip"];
            await File.WriteAllBytesAsync(path, ModuleZipBuilder.Build(zip.Id, zip.Files), Cancellation);
            using var opened = ModuleZip.Open(path);
            var target = _scratch[$"trees/{zip.Id.Path[12..]}"];
            var outcome = await _unpacker.UnpackAsync(opened, zip.Id, target, writableDirectories: false, Cancellation);
            var files = zip.Files.Select(file => ($"{zip.Id}/{file.Item1}", SHA256.HashData(Encoding.UTF8.GetBytes(file.Item2))));
            Assert.Equal(H1.FromFiles(files), outcome.Hash);
            Assert.Equal(outcome.Hash, TreeHash.Compute(target, zip.Id, Cancellation));
        }));
    }

    [Fact]
    public async Task Unpacks_an_empty_module_to_an_empty_directory()
    {
        var outcome = await UnpackAsync(new ModuleZipBuilder { Prepended = [0] }.ToArray());

        Assert.Equal(H1.FromFiles([]), outcome.Hash);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Target));
    }

    [Fact]
    public void Says_that_a_zip_is_missing()
    {
        var error = Assert.Throws<SutlerException>(() => ModuleZip.Open(_scratch["none.zip"]));

        Assert.True(error.IsNotExist);
        Assert.Equal($"open {_scratch["none.zip"]}: no such file or directory", error.Message);
    }

    [Fact]
    public void Allocates_little_for_large_content()
    {
        using var zip = Open(ModuleZipBuilder.Build(Module, [("large", new string('x', 20 << 20))]));
        zip.Hash(Cancellation);
        var before = GC.GetAllocatedBytesForCurrentThread();
        zip.Hash(Cancellation);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400 << 10);
    }

    [Fact]
    public void Allocates_little_for_each_entry()
    {
        using var zip = Open(ModuleZipBuilder.Build(Module, Enumerable.Range(0, 2000).Select(i => ($"d{i % 40}/file{i}.go", "package x\n"))));
        zip.Hash(Cancellation);
        var before = GC.GetAllocatedBytesForCurrentThread();
        zip.Hash(Cancellation);
        Assert.NotNull(ModuleZipRules.Check(zip.Directory, zip.Length, Module, out _));

        // About 0.6 KB to hash and 0.7 KB to check; a buffer for each entry would be far more.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 2000, 0, 2500);
    }
}
