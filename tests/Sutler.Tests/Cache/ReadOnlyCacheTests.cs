using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Sources;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Cache;

public sealed class ReadOnlyCacheTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly ModuleCache _cache;
    private readonly CachedVersion _quote;

    public ReadOnlyCacheTests()
    {
        _cache = new ModuleCache(new CacheLayout(_scratch["mod"]), new FileLocks(TimeProvider.System), TimeProvider.System);
        _quote = _cache.Locate(new("rsc.io/quote", "v1.5.2"));
        _ = _scratch.Write(_quote.InfoPath, """{"Version":"v1.5.2","Time":"2018-02-14T15:44:20Z"}""");
        _ = _scratch.Write(_quote.ModPath, "module rsc.io/quote\n");
        _ = _scratch.Write(_quote.ZipPath, "");
        _ = _scratch.Write(_quote.ZipHashPath, "h1:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0=");
        _ = _scratch.Write(Path.Combine(_quote.TreePath, "go.mod"), "");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Serves_what_is_there()
    {
        if (await OrdinaryUser.IsAsync(GetType(), nameof(Serves_what_is_there), Cancellation))
        {
            CloseEverything();
            Assert.Equal("v1.5.2", _cache.ReadInfo(_quote)?.Version);
            Assert.NotNull(_cache.ReadMod(_quote));
            Assert.True(ModuleCache.HasZip(_quote) && ModuleCache.IsTreeComplete(_quote));
            _ = Assert.IsType<ZipHash.Present>(await _cache.ReadZipHashAsync(_quote, Cancellation));
            Assert.Null(await _cache.TryLockSideAsync(Cancellation));
        }
    }

    [Fact]
    public async Task Says_in_gos_words_what_cannot_be_stored()
    {
        if (await OrdinaryUser.IsAsync(GetType(), nameof(Says_in_gos_words_what_cannot_be_stored), Cancellation))
        {
            CloseEverything();
            CachedVersion other = _cache.Locate(new("rsc.io/sampler", "v1.3.0"));
            string text = $"mkdir {_scratch["mod/cache/download/rsc.io/sampler"]}: permission denied";
            CacheWriteException info = await Assert.ThrowsAsync<CacheWriteException>(
                () => _cache.WriteInfoAsync(other, new RevisionInfo { Version = "v1.3.0" }, Cancellation));
            Assert.Equal((text, "writing stat cache: " + text), (info.Message, info.Warning));
            CacheWriteException mod = await Assert.ThrowsAsync<CacheWriteException>(() => _cache.WriteModAsync(other, new byte[1], Cancellation));
            Assert.Equal("writing go.mod cache: " + text, mod.Warning);
            Assert.Equal(text, (await Assert.ThrowsAsync<SutlerException>(() => _cache.LockVersionAsync(other, Cancellation))).Message);
        }
    }

    [Fact]
    public async Task Names_a_file_that_may_not_be_written_or_read()
    {
        if (await OrdinaryUser.IsAsync(GetType(), nameof(Names_a_file_that_may_not_be_written_or_read), Cancellation))
        {
            var files = new LockedFiles(_cache.Locks);
            string sum = _scratch.Write("go.sum", "x");
            File.SetUnixFileMode(sum, UnixFileMode.UserRead);
            Assert.Equal("x", Encoding.UTF8.GetString(await files.ReadAsync(sum, Cancellation)));
            Assert.Equal($"open {sum}: permission denied", await FailureAsync(() => files.TransformAsync(sum, static old => old, Cancellation)));
            File.SetUnixFileMode(sum, UnixFileMode.UserWrite);
            Assert.Equal($"open {sum}: permission denied", await FailureAsync(() => files.ReadAsync(sum, Cancellation)));
        }
    }

    [Fact]
    public async Task Refuses_a_root_that_cannot_be_made_or_looked_at()
    {
        if (await OrdinaryUser.IsAsync(GetType(), nameof(Refuses_a_root_that_cannot_be_made_or_looked_at), Cancellation))
        {
            _ = Directory.CreateDirectory(_scratch["closed"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
            Assert.Equal(
                $"could not create module cache: mkdir {_scratch["closed/a"]}: permission denied",
                CacheRoot.FindProblem(_scratch["closed/a/b"])?.Message);
            File.SetUnixFileMode(_scratch["closed"], UnixFileMode.None);
            Assert.Equal(
                $"could not create module cache: stat {_scratch["closed/a/b"]}: permission denied",
                CacheRoot.FindProblem(_scratch["closed/a/b"])?.Message);
        }
    }

    [Fact]
    public async Task Removes_its_own_closed_tree()
    {
        if (await OrdinaryUser.IsAsync(GetType(), nameof(Removes_its_own_closed_tree), Cancellation))
        {
            _ = _scratch.Write(Path.Combine(_quote.TreePath, "a/b/c.go"), "");
            ReadOnlyTree.CloseBelow(_quote.TreePath);
            ReadOnlyTree.Close(_quote.TreePath);
            TreeRemover.Remove(_quote.TreePath);
            Assert.False(Directory.Exists(_quote.TreePath));
        }
    }

    private static async Task<string> FailureAsync(Func<Task> action) => (await Assert.ThrowsAsync<SutlerException>(action)).Message;

    private void CloseEverything()
    {
        foreach (string file in Directory.EnumerateFiles(_scratch["mod"], "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }

        ReadOnlyTree.CloseBelow(_scratch["mod"]);
        ReadOnlyTree.Close(_scratch["mod"]);
    }
}
