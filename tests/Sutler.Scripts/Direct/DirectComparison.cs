using System.Text;
using Sutler.Scripts.Oracle;
using Sutler.TestKit.Repositories;

namespace Sutler.Scripts.Direct;

/// <summary>Asks the real go command and Sutler the same about one repository, and tells what differs.</summary>
/// <remarks>Compared are exit code, both outputs, and the module cache: <c>.info</c>, <c>.mod</c>, h1, what is in the zips, the trees.</remarks>
internal sealed class DirectComparison(string sutler, RepositoryServers world)
{
    private readonly StringBuilder _differences = new();
    private readonly StringBuilder _story = new();

    /// <summary>How many questions were compared.</summary>
    public int Asked { get; private set; }

    /// <summary>What go answered to what.</summary>
    public string Story => _story.ToString();

    /// <summary>Everything that differed, or nothing.</summary>
    public string Differences => _differences.ToString();

    /// <summary>
    /// Asks each question with an empty cache and all at once in text form, if they are to be asked <paramref name="alone"/> too; then all
    /// in JSON; then go about what is left without any source.
    /// </summary>
    public async Task AskAsync(IReadOnlyList<string> questions, bool alone, CancellationToken cancellationToken)
    {
        foreach (string question in alone ? questions : [])
        {
            using var go = Tool(Corpus.Go);
            using var ours = Tool(sutler);
            await SameAsync(go, ours, ["-json", question], cancellationToken);
        }

        using var goWithAll = Tool(Corpus.Go);
        using var oursWithAll = Tool(sutler);
        if (alone)
        {
            await SameAsync(goWithAll, oursWithAll, questions, cancellationToken);
        }

        await SameAsync(goWithAll, oursWithAll, ["-json", .. questions], cancellationToken); // what is there already is found again
        Compare(
            "go offline",
            await goWithAll.GoOfflineAsync(cancellationToken, ["-json", .. questions]),
            await oursWithAll.GoOfflineAsync(cancellationToken, ["-json", .. questions]),
            exactly: false);
    }

    /// <summary>Asks both the same, each with a cache of its own.</summary>
    public async Task SameAsync(DirectTool go, DirectTool ours, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        Asked++;
        var asking = ours.DownloadAsync(cancellationToken, arguments);
        var theirs = await go.DownloadAsync(cancellationToken, arguments);
        var answer = await asking;
        string what = arguments.Count > 4 ? $"{arguments.Count} questions" : string.Join(' ', arguments);
        Compare(what, theirs, answer.WithoutExplanations(), exactly: arguments.Count <= 2);
        string trees = CacheTree.Difference(go.Cache, ours.Cache, made: true);
        if (trees.Length > 0)
        {
            _differences.Append("== ").Append(what).Append(": the caches differ\n").Append(trees).Append('\n');
            _differences.Append(TextDifference.Of(Infos(go.Cache), Infos(ours.Cache)));
        }
    }

    private static string Infos(string cache) => string.Concat(
        Directory.EnumerateFiles(cache, "*.info", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(cache, file)}: {File.ReadAllText(file)}\n"));

    private DirectTool Tool(string program) => new(program, world.Environment());

    // Which reference led to a commit that several lead to depends, for the go command too, on what was asked before.
    private void Compare(string what, DirectOutcome go, DirectOutcome ours, bool exactly)
    {
        (go, ours) = exactly ? (go, ours) : (go.WithoutReferences(), ours.WithoutReferences());
        _story.Append("== ").Append(what).Append('\n').Append(go);
        if (go != ours)
        {
            _differences.Append("== ").Append(what).Append(" (- go, + sutler)\n").Append(TextDifference.Of(go.ToString(), ours.ToString()));
        }
    }
}
