using Sutler.Go.Serving;
using Sutler.Go.Serving.Directories;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Serving;

public sealed class DirectoryChecksumDatabaseTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    // SDSRV-1, SDSRV-2
    [Theory]
    [InlineData("supported", "", "text/plain; charset=utf-8", AnswerLife.Short)]
    [InlineData("latest", "head", "text/plain; charset=utf-8", AnswerLife.None)]
    [InlineData("lookup/rsc.io/%21q@v1.0.0", "record", "text/plain; charset=utf-8", AnswerLife.Short)]
    [InlineData("tile/8/0/000", "tile", "application/octet-stream", AnswerLife.Immutable)]
    [InlineData("tile/8/0/001.p/5", "part", "application/octet-stream", AnswerLife.Short)]
    public async Task Serves_a_mirror_made_of_files(string page, string body, string type, AnswerLife life)
    {
        WriteMirror("");
        var found = Assert.IsType<ServedAnswer.Found>(await AskAsync(page));
        Assert.Equal((body, type, life), (System.Text.Encoding.ASCII.GetString(found.Content.Bytes!.Value.Span), found.Content.MediaType, found.Life));
    }

    [Theory]
    [InlineData("lookup/rsc.io/q@v1.0.1")]
    [InlineData("tile/8/1/000")]
    [InlineData("tile/%2e%2e/latest")]
    [InlineData("tile/../latest")]
    public async Task Has_nothing_else(string page)
    {
        WriteMirror("");
        Assert.Equal(404, Assert.IsType<ServedAnswer.Absent>(await AskAsync(page)).Status);
    }

    // What the go command keeps of a log is not all of it, and a client that is told "supported" asks nobody else.
    [Fact]
    public async Task Serves_nothing_of_what_a_module_cache_keeps()
    {
        WriteMirror("cache/download/");
        File.Delete(_scratch["cache/download/sumdb/sum.example/supported"]);
        Assert.IsType<ServedAnswer.Absent>(await AskAsync("supported"));
        Assert.IsType<ServedAnswer.Absent>(await AskAsync("tile/8/0/000"));
    }

    private void WriteMirror(string below)
    {
        _scratch.Write(below + "sumdb/sum.example/supported", "");
        _scratch.Write(below + "sumdb/sum.example/latest", "head");
        _scratch.Write(below + "sumdb/sum.example/lookup/rsc.io/!q@v1.0.0", "record");
        _scratch.Write(below + "sumdb/sum.example/tile/8/0/000", "tile");
        _scratch.Write(below + "sumdb/sum.example/tile/8/0/001.p/5", "part");
    }

    private ValueTask<ServedAnswer> AskAsync(string page) => new DirectoryChecksumDatabase(ModuleTree.Open(_scratch.Root)).AnswerAsync(
        page == "supported" ? new ChecksumDatabaseRequest.Supported("sum.example") : new ChecksumDatabaseRequest.Endpoint("sum.example", page),
        RequestTerms.Usual,
        TestContext.Current.CancellationToken);
}
