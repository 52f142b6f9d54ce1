using System.Globalization;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Oracle;

/// <summary>Where real modules and the real go command are; tests that need what is absent skip, but fail under CI.</summary>
public static class Corpus
{
    /// <summary>The tree that bench/debian-corpus.py builds (SUTLER_CORPUS, else artifacts/corpus).</summary>
    public static string Debian
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("SUTLER_CORPUS") is { Length: > 0 } given
                ? given
                : Path.Combine(TestFiles.RepositoryRoot(), "artifacts", "corpus");
            Need(File.Exists(Path.Combine(root, "MANIFEST.tsv")), "no corpus of real source: eng/corpus.sh builds it where apt is");
            return root;
        }
    }

    /// <summary>A module directory that requires a dozen small modules of <see cref="Debian"/>, for tests that fill a cache many times.</summary>
    public static string WriteTinyApplication(string directory)
    {
        const int modules = 12;
        var chosen = from line in File.ReadLines(Path.Combine(Debian, "MANIFEST.tsv")).Skip(1)
                     let fields = line.Split('\t')
                     let files = int.Parse(fields[2], CultureInfo.InvariantCulture)
                     where files is >= 8 and <= 40
                     orderby fields[0]
                     select $"\t{fields[0]} {fields[1]}\n";
        File.WriteAllText(Path.Combine(directory, "go.mod"), $"module example.com/tiny\n\ngo 1.21\n\nrequire (\n{string.Concat(chosen.Take(modules))})\n");
        File.Copy(Path.Combine(Debian, "apps", "all", "go.sum"), Path.Combine(directory, "go.sum"), overwrite: true);
        return directory;
    }

    /// <summary>Real module graphs without zips (SUTLER_SHARED/corpus, else ../shared/corpus); not part of this repository.</summary>
    public static string Graphs
    {
        get
        {
            var shared = Environment.GetEnvironmentVariable("SUTLER_SHARED") ?? Path.Combine(TestFiles.RepositoryRoot(), "..", "shared");
            var root = Path.GetFullPath(Path.Combine(shared, "corpus"));
            Assert.SkipUnless(Directory.Exists(Path.Combine(root, "apps")), "no corpus of module graphs (SUTLER_SHARED)");
            return root;
        }
    }

    /// <summary>The real go binary.</summary>
    public static string Go
    {
        get
        {
            var go = ExternalProgram.Find("go");
            Need(go is not null, "no go command: eng/peers.sh unpacks it where apt is");
            return go!;
        }
    }

    /// <summary>An older go binary (SUTLER_GO_OLD), which eng/peers.sh gives where SUTLER_PEERS is all.</summary>
    public static string OldGo
    {
        get
        {
            var go = Environment.GetEnvironmentVariable("SUTLER_GO_OLD");
            Assert.SkipUnless(go is { Length: > 0 }, "no older go command (SUTLER_GO_OLD)");
            return go!;
        }
    }

    private static void Need(bool present, string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.True(present, reason);
        }

        Assert.SkipUnless(present, reason);
    }
}
