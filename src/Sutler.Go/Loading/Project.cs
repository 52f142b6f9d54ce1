namespace Sutler.Go.Loading;

/// <summary>The project the command runs in, as loaded, with everything needed to ask its module graph.</summary>
/// <remarks><see cref="Requirements"/> changes as the graph reveals higher versions; one command runs at a time on a project.</remarks>
public sealed class Project
{
    internal Project(MainModules main, Requirements requirements, SummaryReader summaries)
    {
        Main = main;
        Requirements = requirements;
        Summaries = summaries;
        Graphs = new GraphLoader(main, summaries);
        Roots = new RootUpdater(main, Graphs);
    }

    /// <summary>The main modules.</summary>
    public MainModules Main { get; }

    /// <summary>The roots in force.</summary>
    public Requirements Requirements { get; set; }

    /// <summary>Dependencies' go.mod files.</summary>
    public SummaryReader Summaries { get; }

    /// <summary>Loads graphs.</summary>
    public GraphLoader Graphs { get; }

    /// <summary>Keeps roots and graph consistent.</summary>
    public RootUpdater Roots { get; }

    /// <summary>Whether there is a main module.</summary>
    public bool HasModule => Main.Members.Count > 0;
}
