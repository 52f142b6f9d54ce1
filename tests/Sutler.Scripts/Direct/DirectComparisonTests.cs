using Sutler.TestKit;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Scripts.Direct;

/// <summary>Every repository of testdata/repositories behind the server of its system: Sutler answers each query as the real go command does.</summary>
public abstract class DirectComparisonTests(ScriptWorld world)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The repositories of a system; SUTLER_SCRIPTS keeps those whose name contains it.</summary>
    protected static TheoryData<string> Named(string system) =>
        [.. from file in Directory.EnumerateFiles(Path.Combine(ScriptWorld.TestData, "repositories", system), "*.txtar")
            let name = Path.GetFileNameWithoutExtension(file)
            where name.Contains(Environment.GetEnvironmentVariable("SUTLER_SCRIPTS") ?? "", StringComparison.Ordinal)
            orderby name
            select name];

    protected async Task CompareAsync(string system, string name)
    {
        _ = Oracle.Corpus.Go;
        Assert.SkipWhen(RepositoryServers.Missing(system) is not null, RepositoryServers.Missing(system) ?? "");
        Assert.SkipWhen(name == "sha256" && world.Settings.GoVersion.StartsWith("1.24", StringComparison.Ordinal), "go 1.24 reads no repositories with SHA-256; unit tests do");
        await DirectMode.RequireAsync(world.Settings.SutlerPath, Token);
        using var scratch = new ScratchDirectory();
        await using var repositories = await RepositoryServers.StartAsync(world.Repositories, scratch.Root, Token);
        await repositories.ServeAsync($"{system}/{name}", null, Token);
        var comparison = new DirectComparison(world.Settings.SutlerPath, repositories);
        var queries = await world.Repositories.QueriesAsync($"{system}/{name}", Token);

        // Only of git a work directory knows more after one question than before it; the programs of the others start slowly.
        await comparison.AskAsync([.. queries.Select(query => $"code.example.org/{system}/{name}{query}")], alone: system == "git", Token);
        var stories = Directory.CreateDirectory(Path.Combine(TestFiles.RepositoryRoot(), "artifacts", "direct", system));
        await File.WriteAllTextAsync(Path.Combine(stories.FullName, name + ".go.txt"), comparison.Story, Token); // for who writes repositories
        Assert.True(comparison.Differences.Length == 0, $"{system}/{name} differs:\n{comparison.Differences}");
        Assert.NotEqual(0, comparison.Asked);
    }
}

/// <summary>git, over https (06 GIT).</summary>
public sealed class GitComparisonTests(ScriptWorld world) : DirectComparisonTests(world)
{
    public static TheoryData<string> Repositories => Named("git");

    [Theory]
    [MemberData(nameof(Repositories))]
    public Task Is_answered_for_as_go_does(string repository) => CompareAsync("git", repository);
}

/// <summary>Mercurial, served by <c>hg serve</c> (06 OTHER-2).</summary>
public sealed class MercurialComparisonTests(ScriptWorld world) : DirectComparisonTests(world)
{
    public static TheoryData<string> Repositories => Named("hg");

    [Theory]
    [MemberData(nameof(Repositories))]
    public Task Is_answered_for_as_go_does(string repository) => CompareAsync("hg", repository);
}

/// <summary>Subversion, served by <c>svnserve</c> (06 OTHER-3).</summary>
public sealed class SubversionComparisonTests(ScriptWorld world) : DirectComparisonTests(world)
{
    public static TheoryData<string> Repositories => Named("svn");

    [Theory]
    [MemberData(nameof(Repositories))]
    public Task Is_answered_for_as_go_does(string repository) => CompareAsync("svn", repository);
}

/// <summary>Bazaar, served by <c>brz serve</c> (06 OTHER-4).</summary>
public sealed class BazaarComparisonTests(ScriptWorld world) : DirectComparisonTests(world)
{
    public static TheoryData<string> Repositories => Named("bzr");

    [Theory]
    [MemberData(nameof(Repositories))]
    public Task Is_answered_for_as_go_does(string repository) => CompareAsync("bzr", repository);
}

/// <summary>Fossil, served by <c>fossil server</c> (06 OTHER-5).</summary>
public sealed class FossilComparisonTests(ScriptWorld world) : DirectComparisonTests(world)
{
    public static TheoryData<string> Repositories => Named("fossil");

    [Theory]
    [MemberData(nameof(Repositories))]
    public Task Is_answered_for_as_go_does(string repository) => CompareAsync("fossil", repository);
}
