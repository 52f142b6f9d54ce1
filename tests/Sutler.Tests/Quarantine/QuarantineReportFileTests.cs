using System.Text;
using Sutler.Go.Diagnosis;
using Sutler.Go.Digests;
using Sutler.Go.Quarantine;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Quarantine;

/// <summary>The form of report.json, written for people and read with distrust.</summary>
public sealed class QuarantineReportFileTests
{
    private static readonly QuarantineReport Report = new()
    {
        Module = new ModuleId("ex.com/mod", "v1.0.0"),
        File = "cache/download/ex.com/mod/@v/v1.0.0.zip",
        Kept = ["v1.0.0.zip"],
        Time = new DateTimeOffset(2026, 11, 24, 3, 21, 24, TimeSpan.Zero),
        Source = "https://proxy.example",
        Length = 12345678,
        Sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        Found = "h1:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0=",
        Expected = [new ExpectedHash("go.sum", "h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=")],
        Cause = MismatchCause.DamagedOnDisk,
        Why = "the recorded digest of block 3 (bytes 3145728-4194303) differs",
        Blocks = [Block(3, 3 << 20, 1 << 20)],
        FirstDifference = "ex.com/mod@v1.0.0/a.go",
        Evidence = [new Observation("go.sum", "h1:LzX7hefJvL54yjefDEDHNONDjII0t9xZLPXsUe+TKr0=")],
    };

    [Fact]
    public void Writes_what_the_documents_show() =>
        Assert.Equal(File.ReadAllText(Path.Combine(TestFiles.RepositoryRoot(), "tests/Sutler.Tests/fuzz/QuarantineReports/whole")), Encoding.UTF8.GetString(QuarantineReportFile.Encode(Report)));

    [Fact]
    public void Reads_back_what_it_wrote()
    {
        Assert.True(QuarantineReportFile.TryParse(QuarantineReportFile.Encode(Report), out var again, out var error), error?.Reason);
        Assert.Equivalent(Report, again, strict: true);
    }

    [Theory]
    [InlineData("no JSON", "{")]
    [InlineData("no object", "[]")]
    [InlineData("no schema", """{"file":"a","time":"2026-11-24T03:21:24Z","cause":"undetermined"}""")]
    [InlineData("another schema", """{"schema":2,"file":"a","time":"2026-11-24T03:21:24Z","cause":"undetermined"}""")]
    [InlineData("a file above the cache", """{"schema":1,"file":"../a","time":"2026-11-24T03:21:24Z","cause":"undetermined"}""")]
    [InlineData("a rooted file", """{"schema":1,"file":"/a","time":"2026-11-24T03:21:24Z","cause":"undetermined"}""")]
    [InlineData("kept elsewhere", """{"schema":1,"file":"a","kept":["../b"],"time":"2026-11-24T03:21:24Z","cause":"undetermined"}""")]
    [InlineData("unknown cause", """{"schema":1,"file":"a","time":"2026-11-24T03:21:24Z","cause":"bad luck"}""")]
    [InlineData("no time", """{"schema":1,"file":"a","time":"","cause":"undetermined"}""")]
    [InlineData("a block that ends before it begins", """{"schema":1,"file":"a","time":"2026-11-24T03:21:24Z","cause":"undetermined","blocks":[{"number":0,"first":2,"last":1}]}""")]
    [InlineData("a text that is a number", """{"schema":1,"file":"a","time":"2026-11-24T03:21:24Z","cause":"undetermined","why":1}""")]
    public void Refuses_what_is_no_report(string name, string text)
    {
        Assert.False(QuarantineReportFile.TryParse(Encoding.UTF8.GetBytes(text), out _, out var error), name);
        Assert.NotEmpty(error.Reason);
    }

    [Fact]
    public void Refuses_what_is_too_long_too_deep_or_too_many()
    {
        string[] texts =
        [
            """{"schema":1,"file":"a","time":"2026-11-24T03:21:24Z","cause":"undetermined","why":"LONG"}""".Replace("LONG", new string('x', QuarantineReportFile.MaxLength), StringComparison.Ordinal),
            """{"schema":1,"file":"a","time":"2026-11-24T03:21:24Z","cause":"undetermined","why":"LONG"}""".Replace("LONG", new string('x', 20_000), StringComparison.Ordinal),
            """{"schema":1,"file":"a","time":"2026-11-24T03:21:24Z","cause":"undetermined","x":DEEP}""".Replace("DEEP", new string('[', 5000) + new string(']', 5000), StringComparison.Ordinal),
            """{"schema":1,"file":"a","time":"2026-11-24T03:21:24Z","cause":"undetermined","kept":[MANY]}""".Replace("MANY", string.Join(',', Enumerable.Repeat("\"a\"", 5000)), StringComparison.Ordinal),
        ];
        Assert.All(texts, text => Assert.False(QuarantineReportFile.TryParse(Encoding.UTF8.GetBytes(text), out _, out _)));
    }

    [Fact]
    public void What_is_too_long_to_be_read_is_cut_when_it_is_written()
    {
        var long_ = Report with { Why = new string('x', 100_000), Evidence = [.. Enumerable.Repeat(new Observation(new string('y', 10_000), "z"), 5000)] };
        Assert.True(QuarantineReportFile.TryParse(QuarantineReportFile.Encode(long_), out var again, out var error), error?.Reason);
        Assert.EndsWith("x…", again.Why, StringComparison.Ordinal);
        Assert.Equal(100, again.Evidence.Count);
    }

    private static FileBlock Block(int number, long first, int length) => new(number, first, length);
}
