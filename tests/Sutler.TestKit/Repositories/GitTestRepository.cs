using System.Globalization;
using System.Text;

namespace Sutler.TestKit.Repositories;

/// <summary>A repository that a test builds: authors and dates are fixed, so that hashes are the same each time.</summary>
public sealed class GitTestRepository
{
    private readonly GitWorld _world;
    private DateTimeOffset _at = new(2020, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private string? _authoredAt;

    internal GitTestRepository(GitWorld world, string name)
    {
        _world = world;
        Name = name;
        Directory = world.Scratch["repositories/" + name];
        _ = System.IO.Directory.CreateDirectory(Directory);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its work tree.</summary>
    public string Directory { get; }

    /// <summary>Where a run finds it.</summary>
    public string Url => "https://git.test/" + Name;

    /// <summary>Name and mail of the author.</summary>
    public (string Name, string Mail) Author { get; set; } = ("A U Thor", "author@example.com");

    /// <summary>Name and mail of the committer, if it is not the author.</summary>
    public (string Name, string Mail)? Committer { get; set; }

    /// <summary>Sets the date of what follows, such as <c>2019-05-09T18:56:25-04:00</c>, and of writing it if that is another.</summary>
    public GitTestRepository At(string date, string? authored = null)
    {
        _at = DateTimeOffset.Parse(date, CultureInfo.InvariantCulture);
        _authoredAt = authored;
        return this;
    }

    /// <summary>Writes a file of the work tree.</summary>
    public GitTestRepository Write(string path, string content)
    {
        var file = Path.Combine(Directory, path);
        _ = System.IO.Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return this;
    }

    /// <summary>Commits the whole work tree and gives the hash.</summary>
    public async Task<string> CommitAsync(string message)
    {
        await GitAsync("add", "-A");
        await GitAsync("commit", "-q", "--allow-empty", "-m", message);
        return await HashAsync("HEAD");
    }

    /// <summary>Writes a file, commits, and puts a tag on it.</summary>
    public async Task<string> CommitAsync(string path, string content, string? tag = null)
    {
        Write(path, content);
        var hash = await CommitAsync("change " + path);
        if (tag is not null)
        {
            await GitAsync("tag", tag);
        }

        return hash;
    }

    /// <summary>The complete hash of a revision.</summary>
    public Task<string> HashAsync(string revision) => GitAsync("rev-parse", revision);

    /// <summary>Runs git in the work tree.</summary>
    public Task<string> GitAsync(params string[] arguments) => GitAsync([], arguments);

    /// <summary>The same with something to read on standard input.</summary>
    public Task<string> GitAsync(byte[] input, params string[] arguments) => _world.RunGitAsync(Directory, Variables(), input, arguments);

    private Dictionary<string, string> Variables()
    {
        // As git wants it: the offset counts in the hash.
        var date = _at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        var variables = RepositoryWorld.Variables(_world.Scratch);
        variables["GIT_CONFIG_GLOBAL"] = "/dev/null";
        variables["GIT_AUTHOR_NAME"] = Author.Name;
        variables["GIT_AUTHOR_EMAIL"] = Author.Mail;
        variables["GIT_COMMITTER_NAME"] = (Committer ?? Author).Name;
        variables["GIT_COMMITTER_EMAIL"] = (Committer ?? Author).Mail;
        variables["GIT_AUTHOR_DATE"] = _authoredAt ?? date;
        variables["GIT_COMMITTER_DATE"] = date;
        return variables;
    }
}
