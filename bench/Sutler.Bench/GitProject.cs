using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sutler.Bench;

/// <summary>
/// One bare repository with ten versions of its root module and three modules below it, as a busy project has them: 80 commits, 300 files,
/// a tenth of which change from one to the next. Always the same, so its commits have the same hashes everywhere.
/// </summary>
internal static class GitProject
{
    /// <summary>The path of the root module; its host is one whose repositories need no discovery.</summary>
    public const string ModulePath = "github.com/bench/project";

    private const int Commits = 80;
    private const int Files = 300;
    private const int Versions = 10;
    private const int Lines = 120;
    private const long FirstCommit = 1_600_000_000; // 2020-09-13, a day apart
    private const int Day = 86_400;
    private static readonly string[] Below = ["client", "server", "tools/lint"];

    /// <summary>The arguments of <c>mod download</c>: ten versions and three modules below.</summary>
    public static IReadOnlyList<string> Modules =>
    [
        .. Enumerable.Range(0, Versions).Select(version => $"{ModulePath}@v1.{version}.0"),
        .. Below.Select(directory => $"{ModulePath}/{directory}@v0.1.0"),
    ];

    /// <summary>The directory that has it as <c>project.git</c>, made under <paramref name="parent"/> unless it is there.</summary>
    public static string Root(string parent)
    {
        var root = Path.Join(Path.GetFullPath(parent), "git");
        if (!Directory.Exists(root))
        {
            var unfinished = root + ".new";
            Scratch.Remove(unfinished);
            var repository = Directory.CreateDirectory(Path.Join(unfinished, "project.git")).FullName;
            Git(repository, ["init", "-q", "--bare", "-b", "main"], "");
            Git(repository, ["fast-import", "--quiet"], Stream());
            Git(repository, ["repack", "-a", "-d", "-q"], "");
            Directory.Move(unfinished, root);
        }

        return root;
    }

    private static void Git(string repository, string[] arguments, string input)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = repository, RedirectStandardInput = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
    }

    private static string Stream()
    {
        var random = new Random(1);
        var stream = new StringBuilder();
        for (var commit = 0; commit < Commits; commit++)
        {
            var time = (FirstCommit + (long)commit * Day).ToString(CultureInfo.InvariantCulture);
            stream.Append("commit refs/heads/main\ncommitter Gopher <gopher@example.org> ").Append(time).Append(" +0000\n");
            Data(stream, $"commit {commit}\n");
            if (commit == 0)
            {
                File(stream, "go.mod", $"module {ModulePath}\n\ngo 1.21\n");
                File(stream, "LICENSE", "Do what you like.\n");
                Array.ForEach(Below, directory => File(stream, directory + "/go.mod", $"module {ModulePath}/{directory}\n\ngo 1.21\n"));
            }

            foreach (var file in Enumerable.Range(0, Files).Where(file => commit == 0 || (file + commit) % 10 == 0))
            {
                File(stream, Name(file), Contents(random));
            }

            Tag(stream, commit);
        }

        return stream.Append("done\n").ToString();
    }

    private static void Tag(StringBuilder stream, int commit)
    {
        const int every = Commits / Versions;
        if (commit % every == every - 1)
        {
            Reset($"v1.{commit / every}.0");
        }

        if (commit == Commits / 2)
        {
            Array.ForEach(Below, directory => Reset(directory + "/v0.1.0"));
        }

        void Reset(string tag) => stream.Append("reset refs/tags/").Append(tag).Append("\nfrom refs/heads/main\n\n");
    }

    private static string Name(int file) => (file % 5 < Below.Length ? Below[file % 5] + "/" : "") + $"part{file % 7}/file{file:000}.go";

    private static string Contents(Random random)
    {
        var text = new StringBuilder("package part\n\n");
        for (var line = 0; line < Lines; line++)
        {
            text.Append("var v").Append(line).Append(" = \"").Append(random.NextInt64().ToString("x16", CultureInfo.InvariantCulture)).Append("\" // one of the values of this part\n");
        }

        return text.ToString();
    }

    private static void File(StringBuilder stream, string name, string contents)
    {
        stream.Append("M 100644 inline ").Append(name).Append('\n');
        Data(stream, contents);
    }

    private static void Data(StringBuilder stream, string text) => stream.Append("data ").Append(Encoding.UTF8.GetByteCount(text)).Append('\n').Append(text).Append('\n');
}
