using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Environment;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.GoEnvironments;

public sealed class OverlayTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly LockedFiles _files = new(new FileLocks(TimeProvider.System));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("replaced", "go.mod", true, true)]
    [InlineData("replaced, seen with dots", "x/../go.mod", true, true)]
    [InlineData("deleted", "go.sum", true, false)]
    [InlineData("untouched", "other", false, true)]
    [InlineData("replaced by something missing", "lost", true, false)]
    [InlineData("made a directory", "dir", false, false)]
    [InlineData("below a replaced file", "go.mod/x", true, false)]
    [InlineData("a longer name", "go.modx", false, false)]
    public void Shows_a_file_that_is(string name, string file, bool replaced, bool exists)
    {
        _ = name;
        _ = _scratch.Write("go.sum", "");
        _ = _scratch.Write("other", "");
        _ = _scratch.Write("new.mod", "module new\n");
        Overlay overlay = Parse("""{"Replace":{"go.mod":"new.mod","go.sum":"","lost":"nowhere","dir/child":"new.mod"}}""");
        Assert.Equal((replaced, exists), (overlay.Replaces(_scratch[file]), overlay.FileExists(_scratch[file])));
    }

    [Fact]
    public void Shows_a_directory_for_what_is_named_below_it()
    {
        Overlay overlay = Parse("""{"Replace":{"dir/child":"new.mod"}}""");
        Assert.True(overlay.Exists(_scratch["dir"]));
        Assert.False(overlay.Exists(_scratch["di"]));
    }

    [Fact]
    public async Task Reads_replacements_without_a_lock_and_the_rest_with_one()
    {
        _ = _scratch.Write("new.mod", "module new\n");
        _ = _scratch.Write("other", "as it is");
        Overlay overlay = Parse("""{"Replace":{"go.mod":"new.mod","go.sum":"","lost":"nowhere"}}""");
        using FileLock held = await _files.Locks.ExclusiveAsync(_scratch["new.mod"], Cancellation);
        Assert.Equal("module new\n", Encoding.UTF8.GetString(await overlay.ReadAsync(_scratch["go.mod"], _files, Cancellation)));
        Assert.Equal("as it is", Encoding.UTF8.GetString(await overlay.ReadAsync(_scratch["other"], _files, Cancellation)));
        Assert.Equal($"Open {_scratch["go.sum"]}: deleted in overlay", await FailureAsync(overlay, "go.sum"));
        Assert.Equal($"open {_scratch["nowhere"]}: no such file or directory", await FailureAsync(overlay, "lost"));
    }

    [Theory]
    [InlineData("cut short", "{", "parsing overlay JSON: unexpected end of JSON input")]
    [InlineData("no JSON", "<html", "parsing overlay JSON: invalid character '<' looking for beginning of value")]
    [InlineData("an array", "[]", "parsing overlay JSON: json: cannot unmarshal array into Go value of type fsys.overlayJSON")]
    [InlineData("a number for the map", """{"Replace":1}""", "parsing overlay JSON: json: cannot unmarshal number into Go struct field overlayJSON.Replace of type map[string]string")]
    [InlineData("a number for a path", """{"Replace":{"a":1}}""", "parsing overlay JSON: json: cannot unmarshal number into Go struct field overlayJSON.Replace of type string")]
    [InlineData("no name", """{"Replace":{"":"x"}}""", "empty string key in overlay map")]
    [InlineData("one file twice", """{"Replace":{"a":"x","./a":"y"}}""", "duplicate paths ./a and a in overlay map")]
    [InlineData("file and directory", """{"Replace":{"a":"x","a/b":"y","a.c":"z"}}""", "inconsistent files ROOT/a and ROOT/a/b in overlay map")]
    public void Refuses(string name, string json, string text)
    {
        _ = name;
        Assert.Equal(
            text.Replace("ROOT", _scratch.Root, StringComparison.Ordinal),
            Assert.Throws<SutlerException>(() => Parse(json)).Message);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("no map", "{}")]
    [InlineData("null map", """{"replace":null}""")]
    [InlineData("deleted by null", """{"replace":{"b":null}}""")]
    public void Accepts(string name, string json)
    {
        _ = name;
        Assert.False(Parse(json).Replaces(_scratch["a"]));
    }

    [Fact]
    public void Loads_a_file_seen_from_the_working_directory()
    {
        _ = _scratch.Write("o.json", """{"Replace":{"a":"b"}}""");
        Assert.True(Overlay.Load("o.json", _scratch.Root).Replaces(_scratch["a"]));
        Assert.Equal(
            "reading overlay: open nope: no such file or directory",
            Assert.Throws<SutlerException>(() => Overlay.Load("nope", _scratch.Root)).Message);
        Assert.Same(Overlay.None, Overlay.Load("", _scratch.Root));
    }

    private Overlay Parse(string json) => Overlay.Parse(Encoding.UTF8.GetBytes(json), _scratch.Root);

    private async Task<string> FailureAsync(Overlay overlay, string file) =>
        (await Assert.ThrowsAsync<SutlerException>(() => overlay.ReadAsync(_scratch[file], _files, Cancellation))).Message;
}
