using Sutler.CommandLine;
using Sutler.Settings;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Completion;

public sealed class CompleterTests : IAsyncLifetime
{
    private TrustWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _world.Files.Write("project/go.mod", "module ex.com/main\n\ngo 1.21\n\nrequire (\n\trsc.io/quote v1.5.2\n\tgolang.org/x/text v0.14.0 // indirect\n)\n");
        _world.Files.Write("project/sub/empty", "");
        _world.Files.Write("other/go.mod", "module ex.com/other\n\nrequire rsc.io/sampler v1.3.0\n");
        _world.Files.Write("bad/go.mod", "module (");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    // A stroke stands where the cursor is; words before it are whole.
    [Theory]
    [InlineData("nothing yet", "|", "mod doctor serve status cache config completion version help")]
    [InlineData("commands", "co|", "config completion")]
    [InlineData("commands of a group", "mod |", "download verify repair")]
    [InlineData("a command of a group", "config s|", "show")]
    [InlineData("nothing after an unknown word", "frobnicate |", "")]
    [InlineData("nothing after an unknown word of a group", "mod frobnicate |", "")]
    [InlineData("help", "help |", "mod doctor serve status cache config completion version environment")]
    [InlineData("help of a group", "help mod d|", "download")]
    [InlineData("flags", "mod download -m|", "-modcacherw -modfile")]
    [InlineData("flags with two dashes", "mod download --pro|", "--progress")]
    [InlineData("all flags", "mod verify -|", "-C -all -deep -json -modcacherw -modfile -overlay -progress -q")]
    [InlineData("-C is the first or none", "mod verify -modcacherw -|", "-all -deep -json -modcacherw -modfile -overlay -progress -q")]
    [InlineData("words of a flag", "mod download -progress |", "auto bar plain json off")]
    [InlineData("words of a flag after =", "mod download -progress=p|", "-progress=plain")]
    [InlineData("and two dashes", "mod download --progress=|", "--progress=auto --progress=bar --progress=plain --progress=json --progress=off")]
    [InlineData("nothing is known of a switch's value", "mod download -json=|", "")]
    [InlineData("files", "mod download -reuse |", ":files")]
    [InlineData("files after =", "mod verify -modfile=x|", ":files")]
    [InlineData("directories", "mod download -C |", ":dirs")]
    [InlineData("modules", "mod download |", "all rsc.io/quote golang.org/x/text")]
    [InlineData("modules after flags", "mod download -json -progress plain r|", "rsc.io/quote")]
    [InlineData("modules after modules", "mod download golang.org/x/text r|", "rsc.io/quote")]
    [InlineData("no flags after modules, as with go", "mod download rsc.io/quote -|", "")]
    [InlineData("versions", "mod download rsc.io/quote@|", "rsc.io/quote@v1.5.2 rsc.io/quote@latest rsc.io/quote@upgrade rsc.io/quote@patch")]
    [InlineData("versions of what is not required", "mod download rsc.io/other@|", "")]
    [InlineData("modules of another directory", "mod download -C ../other |", "all rsc.io/sampler")]
    [InlineData("modules of another directory after =", "mod download -C=../other r|", "rsc.io/sampler")]
    [InlineData("modules from below", "mod download -C sub r|", "rsc.io/quote")]
    [InlineData("a go.mod that is wrong", "mod download -C ../bad |", "all")]
    [InlineData("a directory that is not there", "mod download -C ../missing/x |", "all")]
    [InlineData("mod verify takes no arguments", "mod verify |", "")]
    [InlineData("shells", "completion |", "bash fish powershell zsh")]
    [InlineData("one shell", "completion z|", "zsh")]
    [InlineData("flags of a command with many", "cache prune --o|", "--older-than")]
    [InlineData("flags of our own", "config show -|", "--json")]
    [InlineData("flags of our own in the spelling that was begun", "config show -j|", "-json")]
    [InlineData("flags only when a dash is typed", "config show |", "")]
    public async Task Offers(string name, string line, string expected)
    {
        var run = await _world.RunAsync(["__complete", .. line.TrimEnd('|').Split(' ')]);
        var words = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(offered => offered.Split('\t')[0]);
        Assert.Equal((name, expected), (name, string.Join(' ', words)));
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
    }

    [Fact]
    public async Task Says_what_commands_do()
    {
        var run = await _world.RunAsync("__complete", "mod", "");
        Assert.Equal("download\tdownload modules to the module cache\nverify\tverify that cached modules are unmodified\nrepair\tput good bytes in the place of damaged ones in the module cache\n", run.Output);
    }

    [Theory]
    [InlineData("nothing was typed")]
    [InlineData("a nul in a directory", "mod", "download", "-C", "\0", "")]
    [InlineData("an empty directory", "mod", "download", "-C=", "")]
    [InlineData("dashes", "mod", "download", "---", "-")]
    [InlineData("two dashes", "mod", "download", "--", "-")]
    public async Task Is_silent_about_what_makes_no_sense(string name, params string[] words)
    {
        var run = await _world.RunAsync(["__complete", .. words]);
        Assert.Equal((name, "", 0), (name, run.Error, run.ExitCode));
    }

    [Fact]
    public async Task Works_whatever_the_settings_are()
    {
        _world.Variables["SUTLER_RETRIES"] = "many";
        _world.Variables["GOFLAGS"] = "nonsense";
        Assert.Equal("version\tprint the version of sutler\n", (await _world.RunAsync("__complete", "ver")).Output);
    }

    [Fact]
    public void Knows_the_words_of_progress_that_the_flag_and_the_setting_take()
    {
        var words = Assert.IsType<FlagValue.Words>(ModDownloadOptions.KnownFlags.Single(flag => flag.Name == "progress").Value).All;
        Assert.All(words, word => Assert.Equal(
            ModDownloadOptions.Parse(["-progress", word], GoFlagsVariable.Empty).Progress, ClientSchema.ProgressWords.Read(new SettingInput.JsonText(word), "/")));
        Assert.Equal("auto, bar, plain, json or off", ClientSchema.ProgressWords.Allowed);
        Assert.Equal(5, words.Length);
    }
}
