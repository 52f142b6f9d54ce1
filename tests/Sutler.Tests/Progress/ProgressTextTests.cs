using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Progress;
using Xunit;

namespace Sutler.Tests.Progress;

public sealed class ProgressTextTests
{
    private static readonly ModuleId Module = new("a.b/c", "v1.0.0");

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(999_949, "999.9 kB")]
    [InlineData(999_950, "1.0 MB")]
    [InlineData(1_500_000_000, "1.5 GB")]
    [InlineData(long.MaxValue, "9223372.0 TB")]
    public void Prints_sizes(long bytes, string text) => Assert.Equal(text, ProgressText.Size(bytes));

    [Fact]
    public void Prints_the_first_line_of_an_error_without_control_characters() => Assert.Equal(
        "failed a.b/c@v1.0.0: a.b/c@v1.0.0: not?found",
        ProgressText.Failed(Module, "a.b/c@v1.0.0: not\u0007found\nserver response:\n\tgone"));

    [Theory]
    [InlineData("an answer", "reading https://u:xxxxx@p/a.b/c/@v/v1.0.0.zip: 503 Service Unavailable\n\tserver response: later", "503 Service Unavailable")]
    [InlineData("the network", "Get \"https://p/a.b/c/@v/v1.0.0.zip\": dial tcp: connection refused", "dial tcp: connection refused")]
    [InlineData("a body", "unexpected EOF", "unexpected EOF")]
    [InlineData("nothing to cut", "Get \"https://p/", "Get \"https://p/")]
    [InlineData("controls", "reading https://p/: 500 \u001b[2J\u202e", "500 ?[2J?")]
    public void Gives_a_reason_without_its_url(string name, string message, string reason) => Assert.Equal((name, reason), (name, ProgressText.Reason(message)));

    [Fact]
    public void Prints_retries_and_resumes()
    {
        Assert.Equal(
            "retrying a.b/c@v1.0.0 in 2.1 s: 503 Service Unavailable (attempt 2)",
            ProgressText.Retrying(ProgressText.Name(Module, ModuleFileKind.Zip), new PendingRetry(2, TimeSpan.FromSeconds(2.1), "503 Service Unavailable")));
        Assert.Equal("resumed a.b/c@v1.0.0 (.mod) at 1.0 kB of 4.0 kB", ProgressText.Resumed(ProgressText.Name(Module, ModuleFileKind.GoMod), 1000, 4000));
        Assert.Equal("resumed a.b/c@v1.0.0 at 1.0 kB", ProgressText.Resumed(ProgressText.Name(Module, ModuleFileKind.Zip), 1000, null));
    }

    [Fact]
    public void Sums_up_what_happened()
    {
        var end = new ProgressSnapshot
        {
            Planned = 7,
            Downloaded = 4,
            Cached = 2,
            Failed = 1,
            Bytes = 34_500_000,
            Retries = 2,
            Resumes = 1,
            Slowest = [new SlowModule(new ModuleId("x.y/slow", "v1.0.0"), TimeSpan.FromSeconds(3.14)), new SlowModule(Module, TimeSpan.FromSeconds(1))],
        };
        Assert.Equal(
            "4 downloaded (34.5 MB), 2 cached, 1 failed, 2 retried, 1 resumed in 4.2 s; slowest: x.y/slow@v1.0.0 3.1 s, a.b/c@v1.0.0 1.0 s",
            ProgressText.Summary(end, TimeSpan.FromSeconds(4.2)));
    }

    [Fact]
    public void Leaves_out_of_the_summary_what_did_not_happen() => Assert.Equal(
        "0 downloaded (0 B), 3 cached, 0 failed in 0.0 s", ProgressText.Summary(new ProgressSnapshot { Planned = 3, Cached = 3 }, TimeSpan.Zero));
}
