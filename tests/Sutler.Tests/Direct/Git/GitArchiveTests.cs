using System.IO.Compression;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Direct;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct.Git;

public sealed class GitArchiveTests : IDisposable
{
    private const long Limit = 500 << 20;

    private readonly GitWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    // What the go command reads is the zip that git writes: the same must come out of ours.
    [Theory]
    [InlineData("the whole tree", "")]
    [InlineData("a directory", "sub")]
    [InlineData("a directory in a directory", "sub/deeper")]
    public async Task Has_the_files_of_the_zip_that_the_go_command_asks_for(string name, string directory)
    {
        _ = name;
        var source = await WildAsync();
        var repository = await _world.OpenAsync(source, Token);

        using var archive = await repository.ArchiveAsync("main", directory, Limit, Token);
        var ours = archive.Entries.Where(entry => entry.IsRegular).Select(entry => (entry.Path, entry.Size, Read(archive, entry)));

        Assert.Equal(await ZipOfGitAsync(source, directory), ours);
    }

    [Fact]
    public async Task Leaves_out_what_is_no_file_and_tells_links_apart()
    {
        var repository = await _world.OpenAsync(await WildAsync(), Token);

        using var archive = await repository.ArchiveAsync("main", "", Limit, Token);

        Assert.Equal(["link", "outside"], archive.Entries.Where(entry => !entry.IsRegular).Select(entry => entry.Path));
        Assert.DoesNotContain(archive.Entries, entry => entry.Path.StartsWith("submodule", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Does_what_the_tree_says_about_line_ends_and_not_what_it_says_about_archives()
    {
        var source = await _world.CreateAsync("attributes");
        source.Write(".gitattributes", "subst export-subst\nignored export-ignore\ncrlf text eol=crlf\n* text=auto\n")
            .Write("subst", "$Format:%H$\n").Write("ignored", "here\n").Write("crlf", "a\nb\n").Write("plain", "a\nb\n");
        await source.CommitAsync("attributes");
        _world.Configure("[core]\n\tautocrlf = true\n\teol = crlf\n");
        var repository = await _world.OpenAsync(source, Token);

        using var archive = await repository.ArchiveAsync("main", "", Limit, Token);
        var content = archive.Entries.ToDictionary(entry => entry.Path, entry => Encoding.UTF8.GetString(Convert.FromHexString(Read(archive, entry))));

        Assert.Equal("$Format:%H$\n", content["subst"]);
        Assert.Equal("here\n", content["ignored"]);
        Assert.Equal("a\r\nb\r\n", content["crlf"]);
        Assert.Equal("a\nb\n", content["plain"]);
        Assert.Equal("\n* -export-subst -export-ignore\n", File.ReadAllText(Directory.GetFiles(_world.Scratch["cache/cache/vcs"], "attributes", SearchOption.AllDirectories)[0]));
    }

    [Fact]
    public async Task Writes_the_attributes_once()
    {
        var source = await _world.CreateAsync("once");
        await source.CommitAsync("a", "1");
        foreach (var unused in new int[3])
        {
            var repository = await _world.OpenAsync(source, Token);
            (await repository.ArchiveAsync("main", "", Limit, Token)).Dispose();
            (await repository.ArchiveAsync("main", "", Limit, Token)).Dispose();
        }

        var text = File.ReadAllText(Directory.GetFiles(_world.Scratch["cache/cache/vcs"], "attributes", SearchOption.AllDirectories)[0]);
        Assert.Single(text.Split('\n'), line => line.Contains("export-subst", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("su*")]
    [InlineData(":(glob)sub/**")]
    [InlineData("--output=x")]
    public async Task Says_that_a_directory_is_not_there(string directory)
    {
        var repository = await _world.OpenAsync(await WildAsync(), Token);

        var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.ArchiveAsync("main", directory, Limit, Token));

        Assert.Equal("file does not exist", failure.Message);
        Assert.True(failure.IsNotExist);
    }

    [Fact]
    public async Task Measures_the_zip_where_the_tar_is_too_large()
    {
        var source = await _world.CreateAsync("huge");
        source.Write("zeros", new string('0', 2_000_000)).Write("sub/go.mod", "module m\n");
        await source.GitAsync("config", "core.autocrlf", "false");
        File.CreateSymbolicLink(Path.Combine(source.Directory, "link"), "zeros");
        await source.CommitAsync("zeros");
        var repository = await _world.OpenAsync(source, Token);

        using (var archive = await repository.ArchiveAsync("main", "", 1_000_000, Token))
        {
            Assert.Equal(["link", "sub/go.mod", "zeros"], archive.Entries.Select(entry => entry.Path));
            Assert.Equal([false, true, true], archive.Entries.Select(entry => entry.IsRegular));
            Assert.Equal(2_000_000, archive.Entries[2].Size);
            Assert.Equal(Convert.ToHexString("module m\n"u8), Read(archive, archive.Entries[1]));
        }

        var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.ArchiveAsync("main", "", 1000, Token));
        Assert.Equal("downloaded zip file too large", failure.Message);
        Assert.False(failure.IsNotExist);
    }

    [Fact]
    public async Task Reads_members_in_any_order_and_at_the_same_time()
    {
        var source = await _world.CreateAsync("order");
        source.Write("a", "first").Write("b", "second").Write("empty", "");
        await source.CommitAsync("three");
        var repository = await _world.OpenAsync(source, Token);
        using var archive = await repository.ArchiveAsync("main", "", Limit, Token);

        using var second = new StreamReader(archive.Open(archive.Entries[1]));
        using var first = new StreamReader(archive.Open(archive.Entries[0]));
        using var empty = new StreamReader(archive.Open(archive.Entries[2]));

        Assert.Equal("first", await first.ReadToEndAsync(Token));
        Assert.Equal("second", await second.ReadToEndAsync(Token));
        Assert.Equal("", await empty.ReadToEndAsync(Token));
    }

    // Long names, odd names, links in and out of the tree, a submodule, a program, an empty file, a large one.
    private async Task<GitTestRepository> WildAsync()
    {
        var source = await _world.CreateAsync("wild");
        var part = new string('p', 90);
        source.Write("go.mod", "module m\n").Write("empty", "").Write("large", new string('x', 300_000)).Write("sub/a.go", "package a\n")
            .Write("sub/deeper/b.go", "package b\n").Write("sub/deeper/" + new string('n', 120), "long name")
            .Write($"{part}/{part}/{part}/file", "long path").Write("naïve/日本語", "text").Write("spaces and 'quotes'", "q").Write("program", "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(source.Directory, "program"), (UnixFileMode)0x1ED);
        File.CreateSymbolicLink(Path.Combine(source.Directory, "link"), "go.mod");
        File.CreateSymbolicLink(Path.Combine(source.Directory, "outside"), "../../" + new string('o', 150));
        await source.CommitAsync("wild");
        await source.GitAsync("update-index", "--add", "--cacheinfo", "160000," + await source.HashAsync("HEAD") + ",submodule");
        await source.GitAsync("commit", "-q", "-m", "submodule");
        return source;
    }

    private async Task<List<(string Path, long Size, string Content)>> ZipOfGitAsync(GitTestRepository source, string directory)
    {
        var file = _world.Scratch["reference.zip"];
        string[] below = directory.Length == 0 ? [] : ["--", directory];
        await source.GitAsync(["-c", "core.autocrlf=input", "-c", "core.eol=lf", "archive", "--format=zip", "--prefix=prefix/", "-o", file, "main", .. below]);
        await using var zip = await ZipFile.OpenReadAsync(file, Token);
        List<(string, long, string)> files = [];
        foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/') && (entry.ExternalAttributes >> 16 & 0xF000) is 0 or 0x8000))
        {
            await using var stream = await entry.OpenAsync(Token);
            files.Add((entry.FullName["prefix/".Length..], entry.Length, Hex(stream)));
        }

        return files;
    }

    private static string Read(CodeArchive archive, CodeArchiveEntry entry)
    {
        using var stream = archive.Open(entry);
        return Hex(stream);
    }

    private static string Hex(Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Convert.ToHexString(bytes.ToArray());
    }
}
