using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Diagnosis;
using Sutler.Go.Quarantine;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Quarantine;

/// <summary>A file and its report appear together or not at all.</summary>
public sealed class QuarantineStoreTests : IDisposable
{
    private readonly ScratchDirectory _files = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 3, 21, 24, TimeSpan.Zero));
    private readonly CachedVersion _version;
    private readonly QuarantineStore _store;

    public QuarantineStoreTests()
    {
        var layout = new CacheLayout(_files["cache"]);
        _version = layout.Locate(new ModuleId("ex.com/Mod", "v1.0.0"));
        _store = new QuarantineStore(layout, _time);
        Directory.CreateDirectory(_version.Directory);
        File.WriteAllText(_version.ZipPath, "bad");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private QuarantineReport Report => new() { Module = _version.Module, File = _store.NameOf(_version.ZipPath), Time = _store.Now };

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_file_is_moved_beside_its_report()
    {
        var entry = await _store.MoveAsync(_store.DirectoryOf(_version), _version.ZipPath, Report, Token);
        Assert.False(File.Exists(_version.ZipPath));
        Assert.Matches("^" + _files["cache/cache/sutler/v1/quarantine/ex.com/!mod@v1.0.0/20261124T032124Z-"] + "[0-9a-f]{8}$", entry.Path);
        Assert.Equal(["report.json", "v1.0.0.zip"], Directory.EnumerateFileSystemEntries(entry.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("bad", await File.ReadAllTextAsync(Path.Combine(entry.Path, "v1.0.0.zip"), Token));
        var report = Assert.Single(_store.List(_version)).Report!;
        Assert.Equal((3L, Convert.ToHexStringLower(SHA256.HashData("bad"u8))), (report.Length, report.Sha256));
        Assert.Equal(("cache/download/ex.com/!mod/@v/v1.0.0.zip", "v1.0.0.zip"), (report.File, Assert.Single(report.Kept)));
    }

    [Fact]
    public async Task A_copy_leaves_the_file_and_passes_over_links()
    {
        var link = _files["cache/link.zip"];
        File.CreateSymbolicLink(link, "/etc/passwd");
        var entry = await _store.CopyAsync(_store.DirectoryOf(_version), [(link, "link.zip"), (_version.ZipPath, "v1.0.0.zip"), (_files["cache/missing"], "missing"), (_version.ZipPath, "../x")], Report, Token);
        Assert.True(File.Exists(_version.ZipPath));
        Assert.Equal(["v1.0.0.zip"], entry.Report!.Kept);
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(entry.Path).Count());
    }

    [Fact]
    public async Task A_link_is_moved_and_never_followed()
    {
        File.Delete(_version.ZipPath);
        File.CreateSymbolicLink(_version.ZipPath, "/dev/zero");
        var entry = await _store.MoveAsync(_store.DirectoryOf(_version), _version.ZipPath, Report, Token);
        Assert.Equal("/dev/zero", new FileInfo(Path.Combine(entry.Path, "v1.0.0.zip")).LinkTarget);
        Assert.Null(entry.Report!.Length);
    }

    [Fact]
    public async Task A_file_that_cannot_be_taken_leaves_nothing()
    {
        await Assert.ThrowsAsync<SutlerException>(() => _store.MoveAsync(_store.DirectoryOf(_version), _version.ModPath, Report, Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.DirectoryOf(_version)));
        Assert.Empty(_store.List(_version));
    }

    [Fact]
    public async Task A_report_is_replaced_as_a_whole()
    {
        var entry = await _store.KeepAsync(_store.DirectoryOf(_version), "evil"u8.ToArray(), Report, Token);
        await _store.RewriteAsync(entry, entry.Report! with { Cause = MismatchCause.SourceServesOther, Why = "because" }, Token);
        var report = Assert.Single(_store.List(_version)).Report!;
        Assert.Equal((MismatchCause.SourceServesOther, "because", 4L), (report.Cause, report.Why, report.Length));
    }

    [Theory]
    [InlineData("no report", null)]
    [InlineData("half a report", "{\"schema\":1")]
    [InlineData("a hostile one", """{"schema":1,"file":"../x","time":"2026-11-24T03:21:24Z","cause":"undetermined"}""")]
    public void What_cannot_be_read_is_listed_without_report(string name, string? content)
    {
        var directory = Path.Combine(_store.DirectoryOf(_version), "20200101T000000Z-00000000");
        Directory.CreateDirectory(directory);
        if (content is not null)
        {
            File.WriteAllText(Path.Combine(directory, "report.json"), content);
        }

        Assert.Null(Assert.Single(_store.List(_version)).Report);
        Assert.NotEmpty(name);
    }

    [Fact]
    public void What_a_dead_process_was_putting_together_is_not_listed()
    {
        Directory.CreateDirectory(_store.CreateScratch(_store.DirectoryOf(_version)));
        Assert.Empty(_store.List(_version));
    }
}
