using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sutler.Go.Sources;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>The rules of the server's side of the protocol, one test each, for a directory that is served. Spec: EP-1, SRV-1 to SRV-14.</summary>
public sealed class DirectoryConformanceTests(ServedDirectories served) : ConformanceTests(served), IClassFixture<ServedDirectories>
{
    private const string Script = "directory";

    public static TheoryData<string> Rules => [.. ConformanceScript.Read(Script).Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Holds(string rule) => CheckAsync(Script, rule);
}

/// <summary>The same for a proxy that fetches and stores.</summary>
public sealed class StoredConformanceTests(ServedStores served) : ConformanceTests(served), IClassFixture<ServedStores>
{
    private const string Script = "stored";

    public static TheoryData<string> Rules => [.. ConformanceScript.Read(Script).Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Holds(string rule) => CheckAsync(Script, rule);
}

/// <summary>The servers that a conformance script names.</summary>
public interface IConformanceServers
{
    /// <summary>Where one listens.</summary>
    int PortOf(string server);

    /// <summary>The directory with the files that it serves.</summary>
    string FilesOf(string server);
}

/// <summary>Runs the steps of conformance scripts.</summary>
public abstract class ConformanceTests(IConformanceServers served)
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);

    /// <summary>Does all steps of a rule.</summary>
    protected async Task CheckAsync(string script, string rule)
    {
        foreach (var step in ConformanceScript.Read(script)[rule])
        {
            var answer = await AskAsync(step, step.Method);
            while (step.Method == "AWAIT" && !step.Expected.TrueForAll(expected => IsAsExpected(step, answer, expected)))
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                answer = await AskAsync(step, step.Method);
            }

            foreach (var expected in step.Expected)
            {
                Assert.True(IsAsExpected(step, answer, expected), $"{step}\n  < {expected}\nbut it was\n{Shown(answer)}");
            }

            CheckAlways(step, answer, step.Method == "HEAD" ? await AskAsync(step, "GET") : null);
        }
    }

    private Task<RawAnswer> AskAsync(ConformanceStep step, string method)
    {
        var headers = step.Sent.Select(line => _kept.Aggregate(line, (text, kept) => text.Replace("$" + kept.Key, kept.Value, StringComparison.Ordinal)));
        return RawAnswer.AskAsync(served.PortOf(step.Server), method == "AWAIT" ? "GET" : method, step.Target, [.. headers]);
    }

    /// <summary>What holds for every answer, whatever its step says. Spec: SRV-2, SRV-13.</summary>
    private static void CheckAlways(ConformanceStep step, RawAnswer answer, RawAnswer? toGet)
    {
        Assert.False(answer.Status is >= 300 and < 400 and not 304, $"{step}\nredirects:\n{Shown(answer)}");
        if (toGet is not null)
        {
            Assert.Empty(answer.Body);
            var (ours, theirs) = (answer.Headers.Where(header => header.Key != "date"), toGet.Headers.Where(header => header.Key != "date"));
            Assert.Equal(theirs.OrderBy(header => header.Key, StringComparer.Ordinal), ours.OrderBy(header => header.Key, StringComparer.Ordinal));
        }
        else if (answer.Status is >= 400 and not 416 && !step.Expected.Contains("bare"))
        {
            var isShown = answer["content-type"] == "text/plain; charset=utf-8" && answer.Body.Length > 0
                && ServerResponse.Render(answer.Body) == answer.Text.TrimEnd('\n').Replace("\n", "\n\t", StringComparison.Ordinal);
            Assert.True(isShown, $"{step}\ngives a reason that the go command does not show:\n{Shown(answer)}");
        }
    }

    private bool IsAsExpected(ConformanceStep step, RawAnswer answer, string expected)
    {
        var words = expected.Split(' ', 3);
        return words switch
        {
            ["bare"] => answer.Body.Length == 0,
            [var status] => answer.Status == int.Parse(status, CultureInfo.InvariantCulture),
            ["no", var name] => !answer.Headers.ContainsKey(name),
            ["body", "=", var text] => answer.Text == text.Replace("\\n", "\n", StringComparison.Ordinal),
            ["body", "~", var pattern] => Regex.IsMatch(answer.Text, pattern, RegexOptions.CultureInvariant, PatternLimit),
            ["file", var name] => answer.Body.AsSpan().SequenceEqual(FileOf(step, name)),
            ["file", var name, var range] => answer.Body.AsSpan().SequenceEqual(Part(FileOf(step, name), range)),
            [var name, "~", var pattern] => Regex.IsMatch(answer[name], pattern, RegexOptions.CultureInvariant, PatternLimit),
            [var name, "=>", var kept] => (_kept[kept] = answer[name]).Length > 0,
            [var name, ..] => answer[name.TrimEnd(':')] == expected[(name.Length + 1)..],
            _ => false,
        };
    }

    private byte[] FileOf(ConformanceStep step, string name) => File.ReadAllBytes(Path.Combine(served.FilesOf(step.Server), name));

    private static ReadOnlySpan<byte> Part(byte[] file, string range)
    {
        var ends = range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        return file.AsSpan(ends[0]..(ends[1] + 1));
    }

    private static string Shown(RawAnswer answer) =>
        $"{answer.Status}\n{string.Concat(answer.Headers.Select(header => $"{header.Key}: {header.Value}\n"))}\n{Encoding.Latin1.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, 600)))}";
}
