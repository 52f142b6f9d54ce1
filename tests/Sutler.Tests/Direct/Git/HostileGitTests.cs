using System.Text;
using Sutler.Errors;
using Sutler.Go.Direct;
using Sutler.Go.Sources;
using Sutler.TestKit;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct.Git;

public sealed class HostileGitTests : IDisposable
{
    private readonly GitWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("refs/tags/v1.0.0;touch$IFS$(pwd)/pwned", "v1.0.0;touch$IFS$(pwd)/pwned")]
    [InlineData("refs/tags/$(touch${IFS}pwned)", "$(touch${IFS}pwned)")]
    [InlineData("refs/tags/`touch,pwned`|&<>\"'", "`touch,pwned`|&<>\"'")]
    [InlineData("refs/heads/-d", "-d")]
    [InlineData("refs/tags/--upload-pack=touch", "--upload-pack=touch")]
    [InlineData("refs/heads/HEAD", "HEAD")]
    [InlineData("refs/tags/HEAD", "HEAD")]
    [InlineData("refs/tags/refs/tags/v1.0.0", "refs/tags/v1.0.0")]
    [InlineData("refs/heads/refs/heads/x", "refs/heads/x")]
    [InlineData("refs/tags/日本", "日本")]
    [InlineData("refs/tags/deadbeef", "deadbeef")]
    [InlineData("refs/tags/v1.0.0,", "v1.0.0,")]
    public async Task Takes_names_as_names(string reference, string revision)
    {
        var source = await _world.CreateAsync("names");
        var hash = await source.CommitAsync("a", "1");
        await source.GitAsync("update-ref", reference, hash);
        await source.CommitAsync("a", "2");
        var repository = await _world.OpenAsync(source, Token);

        var found = await repository.StatAsync(revision, Token);
        using var archive = await repository.ArchiveAsync(revision, "", 1 << 20, Token);

        Assert.Equal(hash, found.Name);
        Assert.Equal("1"u8.ToArray(), await repository.ReadFileAsync(revision, "a", 10, Token));
        Assert.Single(archive.Entries);
        Assert.Empty(Pwned());

        // And in the next run, when it is here.
        Assert.Equal(hash, (await (await _world.OpenAsync(source, Token)).StatAsync(revision, Token)).Name);
    }

    [Fact]
    public async Task Sums_and_sorts_names_that_are_not_utf8_by_their_bytes()
    {
        var source = await _world.CreateAsync("bytes");
        var hash = await source.CommitAsync("a", "1");
        var updates = new MemoryStream();
        foreach (byte[] name in new byte[][] { [0xFF], [0xC3, 0xA9], [0xF0, 0x9F, 0x98, 0x80], [0xEE, 0x80, 0x80], [0x80] })
        {
            updates.Write([.. "create refs/tags/v1.0.0-"u8, .. name, (byte)' ', .. Encoding.ASCII.GetBytes(hash), (byte)'\n']);
        }

        await source.GitAsync(updates.ToArray(), "update-ref", "--stdin");
        var repository = await _world.OpenAsync(source, Token);

        var tags = (await repository.TagsAsync("v", Token)).Tags;
        var found = await repository.StatAsync(hash, Token);

        Assert.Equal(["v1.0.0-\udc80", "v1.0.0-é", "v1.0.0-\ue000", "v1.0.0-😀", "v1.0.0-\udcff"], tags.Select(tag => tag.Name));
        Assert.Equal(tags.Select(tag => tag.Name), found.Tags);
        Assert.Equal(hash, (await repository.StatAsync("v1.0.0-é", Token)).Name);

        // .NET cannot remove files of such names.
        await source.GitAsync("pack-refs", "--all");
        await ExternalProgram.RunAsync("rm", ["-rf", _world.Scratch["cache"]], Token);
    }

    [Fact]
    public async Task Says_which_beginning_of_a_hash_stands_for_two_commits()
    {
        var source = await _world.CreateAsync("ambiguous");
        var refs = Enumerable.Range(0, 2).Select(i => $"0123456{i}" + new string('0', 32)).ToArray();
        await source.CommitAsync("a", "1");

        // A listing with such hashes can be had from a server only, so the listing is made up.
        var wrapper = _world.Scratch.Write("lying/git", $"#!/bin/sh\ncase \"$*\" in *ls-remote*) printf '{refs[0]}\\trefs/heads/a\\n{refs[1]}\\trefs/heads/b\\n';; *) exec '{_world.Git}' \"$@\";; esac\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var repository = await RunAsync(source, "lying");

        var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.StatAsync("0123456", Token));

        Assert.Equal("ambiguous revision 0123456", failure.Message);
        Assert.False(failure.IsNotExist);
    }

    // git itself prints what the server says; names that no ref may have must not become patterns or paths.
    [Theory]
    [InlineData("refs/heads/*")]
    [InlineData("refs/heads/x:refs/heads/y")]
    [InlineData("refs/heads/../../config")]
    [InlineData("refs/tags/x.lock")]
    public async Task Fetches_nothing_by_a_name_that_is_none(string name)
    {
        var source = await _world.CreateAsync("liar");
        var hash = await source.CommitAsync("a", "1");
        var wrapper = _world.Scratch.Write("lying/git", $"#!/bin/sh\ncase \"$*\" in *ls-remote*) printf '%s\\t%s\\n' {hash} '{name}';; *) echo \"$*\" >> '{_world.Scratch["lying.log"]}'; exec '{_world.Git}' \"$@\";; esac\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var repository = await RunAsync(source, "lying");

        Assert.Equal(hash, (await repository.StatAsync(hash, Token)).Name);

        Assert.DoesNotContain(File.ReadAllLines(_world.Scratch["lying.log"]), line => line.Contains("--depth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Runs_no_hook_and_no_filter_of_the_repository()
    {
        var source = await _world.CreateAsync("hooks");
        source.Write(".gitattributes", "* filter=evil diff=evil merge=evil\n").Write("a", "1");
        source.Write(".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = --upload-pack=touch\n\tupdate = !touch pwned\n");
        await source.CommitAsync("evil");
        await source.GitAsync("tag", "v1.0.0");
        await source.GitAsync("config", "filter.evil.smudge", "touch pwned");
        foreach (var hook in new[] { "post-checkout", "pre-receive", "reference-transaction", "post-update" })
        {
            var file = Path.Combine(source.Directory, ".git/hooks", hook);
            File.WriteAllText(file, $"#!/bin/sh\ntouch '{_world.Scratch["pwned"]}'\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var repository = await _world.OpenAsync(source, Token);
        using var archive = await repository.ArchiveAsync("v1.0.0", "", 1 << 20, Token);

        Assert.Equal([".gitattributes", ".gitmodules", "a"], archive.Entries.Select(entry => entry.Path));
        Assert.Empty(Pwned());
    }

    [Fact]
    public async Task Keeps_to_the_protocols_that_the_user_allows()
    {
        var source = await _world.CreateAsync("protocols");
        await source.CommitAsync("a", "1");
        var run = _world.Run(variables: new Dictionary<string, string> { ["GIT_ALLOW_PROTOCOL"] = "https:ssh" });
        var repository = await run.OpenAsync(new("git.test/x", "git", source.Url), Token);

        var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => repository.LatestAsync(Token));

        Assert.Contains("transport 'file' not allowed", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ext::sh -c touch%20pwned://x")]
    [InlineData("--upload-pack=touch pwned://x")]
    public async Task Runs_no_program_that_a_url_names(string url)
    {
        var repository = await _world.OpenAsync(url, Token);

        await Assert.ThrowsAnyAsync<SutlerException>(() => repository.LatestAsync(Token));

        Assert.Empty(Pwned());
    }

    [Fact]
    public async Task Hides_passwords_in_failures_traces_and_origins()
    {
        List<string> lines = [];
        var run = _world.Run(trace: lines.Add);
        var repository = await run.OpenAsync(new("git.test/x", "git", "https://user:secret@127.0.0.1:1/x"), Token);

        var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => repository.LatestAsync(Token));

        Assert.Equal("https://user@127.0.0.1:1/x", repository.Url);
        Assert.DoesNotContain("secret", failure.Message + string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_names_that_are_not_utf8_or_differ_only_in_case_apart()
    {
        var source = await _world.CreateAsync("files");
        await source.CommitAsync("a", "1");
        var blob = await source.HashAsync("HEAD:a");
        byte[][] names = [[.. "bad-"u8, 0xFE], [.. "bad-"u8, 0xFF], [.. "README"u8], [.. "readme"u8]];
        var tree = new MemoryStream();
        foreach (var name in names)
        {
            tree.Write([.. Encoding.ASCII.GetBytes($"100644 blob {blob}\t"), .. name, 0]);
        }

        var hash = await source.GitAsync(tree.ToArray(), "mktree", "-z");
        await source.GitAsync("update-ref", "refs/heads/odd", await source.GitAsync("commit-tree", "-m", "odd", hash));
        var repository = await _world.OpenAsync(source, Token);

        using var archive = await repository.ArchiveAsync("odd", "", 1 << 20, Token);

        Assert.Equal(["README", "bad-\udcfe", "bad-\udcff", "readme"], archive.Entries.Select(entry => entry.Path));
    }

    // What a command would have made, had one been run; the refs themselves are files too.
    private IEnumerable<string> Pwned() =>
        Directory.EnumerateFiles(_world.Scratch.Root, "pwned*", SearchOption.AllDirectories).Where(file => !file.Contains("/refs/", StringComparison.Ordinal));

    private Task<ICodeRepository> RunAsync(GitTestRepository source, string programs) => _world
        .Run(variables: new Dictionary<string, string> { ["PATH"] = _world.Scratch[programs] + ":" + Environment.GetEnvironmentVariable("PATH") })
        .OpenAsync(new("git.test/x", "git", source.Url), Token);
}
