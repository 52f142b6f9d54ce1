using System.Text.RegularExpressions;
using Sutler.TestKit;
using Sutler.TestKit.Checksums;
using Sutler.TestKit.Scripts;
using Sutler.TestKit.Serving;

namespace Sutler.DevTools;

/// <summary>Runs the go command's own scripts twice: as they are, and with <c>go mod download</c> and <c>go mod verify</c> done by Sutler.</summary>
/// <remarks>
/// The scripts are read from an unpacked go source tree and not part of this repository. Scripts that need the internet,
/// version control servers or hooks of the go command's test build fail either way and are only counted.
/// </remarks>
internal static partial class GoScripts
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string goSource, string[] names, CancellationToken cancellationToken)
    {
        var testdata = Path.Combine(goSource, "cmd", "go", "testdata");
        var root = Directory.CreateTempSubdirectory("sutler-go-scripts-").FullName;
        using var certificates = new TestCertificates(TimeProvider.System.GetUtcNow());
        var go = ExternalProgram.Find("go") ?? throw new InvalidOperationException("no go command");
        var goRoot = Path.GetDirectoryName(Path.GetDirectoryName(go))!;
        var asIs = new ScriptSettings
        {
            SutlerPath = Environment.GetEnvironmentVariable("SUTLER_BIN") ?? Path.Combine(TestFiles.RepositoryRoot(), "artifacts", "sutler", "sutler"),
            Catalog = FixtureCatalog.Load(Path.Combine(testdata, "mod")),
            FileProxyRoot = root,
            Certificates = certificates,
            Databases = catalog => new ScriptedDatabase(catalog),
            GoRoot = goRoot,
            GoVersion = (await File.ReadAllLinesAsync(Path.Combine(goRoot, "VERSION"), cancellationToken))[0]["go".Length..],
            GoCache = Path.Combine(Path.GetTempPath(), "sutler-go-scripts-cache"),
            Home = "/no-home",
            CommandLimit = CommandLimit,
        };
        var replaced = asIs with { ReplacesGo = true };
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(testdata, "script"), "*.txt").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var archive = Txtar.Parse(await File.ReadAllBytesAsync(file, cancellationToken));
            if ((names.Length > 0 && !names.Any(n => name.Contains(n, StringComparison.Ordinal))) || !Uses().IsMatch(archive.Comment))
            {
                continue;
            }

            var baseline = await ScriptSession.RunAsync(asIs, archive, cancellationToken);
            var ours = baseline.Outcome == ScriptOutcome.Passed || names.Length > 0 ? await ScriptSession.RunAsync(replaced, archive, cancellationToken) : baseline;
            var verdict = (baseline.Outcome, ours.Outcome) switch
            {
                (ScriptOutcome.Passed, ScriptOutcome.Passed) => "same",
                (ScriptOutcome.Passed, _) => "DIFFERENT",
                (ScriptOutcome.Skipped, _) => "skipped",
                _ => "not here",
            };
            counts[verdict] = counts.GetValueOrDefault(verdict) + 1;
            Console.WriteLine($"{verdict,-10} {name} {(verdict == "DIFFERENT" ? ours.Reason : verdict == "not here" ? baseline.Reason.Split('\n')[0] : "")}");
            if (verdict == "DIFFERENT" && names.Length > 0)
            {
                Console.WriteLine(ours.Story);
            }
        }

        TestFiles.DeleteTree(root);
        Console.WriteLine(string.Join(", ", counts.Select(c => $"{c.Value} {c.Key}")));
        return counts.ContainsKey("DIFFERENT") ? 1 : 0;
    }

    [GeneratedRegex(@"^[^#\n]*\bgo\b.* mod\b.*\b(download|verify)\b|^[^#\n]*go mod (download|verify)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Uses();
}
