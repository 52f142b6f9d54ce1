using System.Text;
using System.Text.Json;
using Sutler.Scripts.Oracle;
using Sutler.TestKit;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Scripts.Direct;

/// <summary>Modules made from mirrors of their real repositories have the hashes that the world knows them by.</summary>
/// <remarks>
/// SUTLER_REPOS is a folder of bare mirrors, <c>owner+name</c>, <c>owner+name.git</c> or <c>owner+name/repo</c> each; testdata/mirrors.tsv
/// says which is whose. They are served by git http-backend. The versions and hashes are those of the shared corpus (SUTLER_SHARED). What a
/// mirror does not have counts for nothing if the go command cannot make it of the same mirror either. Counts are left in artifacts/direct.
/// </remarks>
public sealed class PublishedHashTests(ScriptWorld world)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Repositories
    {
        get
        {
            string? corpus = Environment.GetEnvironmentVariable("SUTLER_REPOS") is { Length: > 0 } ? Shared() : null;
            return corpus is null
                ? ["none"]
                : [.. Wanted(corpus).Select(group => group.Key).Where(name => name.Contains(Environment.GetEnvironmentVariable("SUTLER_SCRIPTS") ?? "", StringComparison.Ordinal))];
        }
    }

    [Theory]
    [MemberData(nameof(Repositories))]
    public async Task Are_what_the_world_knows(string mirror)
    {
        string? folder = Environment.GetEnvironmentVariable("SUTLER_REPOS");
        Assert.SkipUnless(folder is { Length: > 0 } && Directory.Exists(folder), "no folder of mirrors (SUTLER_REPOS)");
        string? corpus = Shared();
        Assert.SkipWhen(corpus is null, "no published hashes (SUTLER_SHARED)");
        string? repository = MirrorMap.GitDirectory(folder!, mirror);
        Assert.SkipWhen(repository is null, $"no mirror {mirror} in SUTLER_REPOS");
        Assert.SkipWhen(RepositoryServers.Missing("git") is not null, RepositoryServers.Missing("git") ?? "");
        await DirectMode.RequireAsync(world.Settings.SutlerPath, Token);

        var versions = Wanted(corpus!).First(group => group.Key == mirror).ToList();
        var roots = versions.Select(version => version.Root).Distinct(StringComparer.Ordinal).ToList();
        using var scratch = new ScratchDirectory();
        await using var servers = await RepositoryServers.StartAsync(world.Repositories, scratch.Root, Token, roots.Select(root => root.Split('/')[0]).Distinct(StringComparer.Ordinal));
        servers.Lend(repository!, mirror);
        string config = scratch.Write("gitconfig", string.Concat(roots.Select(root => $"[url \"https://git.example.org/{mirror}\"]\n\tinsteadOf = https://{root}\n")));
        roots.ForEach(root => servers.Announce(root, "git", $"https://{root}"));
        var variables = new Dictionary<string, string>(servers.Environment(), StringComparer.Ordinal) { ["GIT_CONFIG_GLOBAL"] = config };

        var (problems, report) = await CompareAsync([.. versions.Select(version => version.Published)], variables);
        string counts = Directory.CreateDirectory(Path.Combine(TestFiles.RepositoryRoot(), "artifacts", "direct", "mirrors")).FullName;
        await File.WriteAllTextAsync(Path.Combine(counts, mirror + ".txt"), report, Token);
        Assert.True(problems.Length == 0, problems);
    }

    private async Task<(string Problems, string Report)> CompareAsync(IReadOnlyList<PublishedVersion> versions, Dictionary<string, string> variables)
    {
        using var sutler = new DirectTool(world.Settings.SutlerPath, variables);
        var (made, error) = await MakeAsync(sutler, versions);
        var differing = versions.Where(version => !IsPublished(version, made.GetValueOrDefault(version))).ToList();
        var (problems, report) = (new StringBuilder(), new StringBuilder());
        report.Append($"versions {versions.Count} equal {versions.Count - differing.Count} zips {versions.Count(version => version.Zip is not null && !differing.Contains(version))}\n");
        if (differing.Count > 0)
        {
            using var go = new DirectTool(Corpus.Go, variables);
            var (theirs, _) = await MakeAsync(go, differing);
            foreach (var version in differing)
            {
                var (ours, other) = (made.GetValueOrDefault(version), theirs.GetValueOrDefault(version));
                bool lacking = ours is { Error.Length: > 0 } && other is { Error.Length: > 0 };
                bool asGo = lacking || (ours is not null && ours == other);
                report.Append($"{(lacking ? "lacking" : asGo ? "as go" : "DIFFERS")} {version.Path}@{version.Version}: {ours?.Error} {ours?.Sum} {ours?.GoModSum}\n");
                if (!asGo)
                {
                    problems.Append($"{version}\n  sutler: {ours}\n  go:     {other}\n{error}");
                }
            }
        }

        return (problems.ToString(), report.ToString());
    }

    private static async Task<(Dictionary<PublishedVersion, Made> Made, string Error)> MakeAsync(DirectTool tool, IReadOnlyList<PublishedVersion> versions)
    {
        var outcome = await tool.DownloadAsync(Token, ["-json", .. versions.Select(version => $"{version.Path}@{version.Version}")]);
        var objects = new Queue<Made>(Parse(outcome.Output));
        return (versions.Where(_ => objects.Count > 0).ToDictionary(version => version, _ => objects.Dequeue()), outcome.Error);
    }

    private static IEnumerable<Made> Parse(string output)
    {
        foreach (string text in output.Length == 0 ? [] : output.Split("}\n{"))
        {
            string whole = (text.StartsWith('{') ? "" : "{") + text + (text.TrimEnd().EndsWith("\n}", StringComparison.Ordinal) ? "" : "}");
            using var json = JsonDocument.Parse(whole);
            yield return new Made(Field(json, "Error"), Field(json, "Sum"), Field(json, "GoModSum"));
        }

        static string Field(JsonDocument json, string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }

    private static bool IsPublished(PublishedVersion version, Made? made) =>
        made is { Error: "" } && (version.Zip is null || version.Zip == made.Sum) && (version.Mod is null || version.Mod == made.GoModSum);

    private static IEnumerable<IGrouping<string, (string Root, PublishedVersion Published)>> Wanted(string corpus)
    {
        var map = MirrorMap.Load(Path.Combine(ScriptWorld.TestData, "mirrors.tsv"));
        return from version in PublishedHashes.Read(corpus)
               let at = map.Find(version.Path)
               where at is not null
               group (at.Value.Root, version) by at.Value.Mirror;
    }

    private static string? Shared()
    {
        string shared = Environment.GetEnvironmentVariable("SUTLER_SHARED") ?? Path.Combine(TestFiles.RepositoryRoot(), "..", "shared");
        string corpus = Path.GetFullPath(Path.Combine(shared, "corpus"));
        return File.Exists(Path.Combine(corpus, "MANIFEST.tsv")) ? corpus : null;
    }

    private sealed record Made(string Error, string Sum, string GoModSum);
}
