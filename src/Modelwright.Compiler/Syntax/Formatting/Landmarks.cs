namespace Modelwright.Compiler.Syntax.Formatting;

/// <summary>What tokens alone don't tell: where the tree's items begin, and which tokens are not what they look like.</summary>
internal sealed class Landmarks
{
    private readonly HashSet<int> _items = [];
    private readonly HashSet<int> _rows = [];
    private readonly HashSet<int> _conditions = [];
    private readonly HashSet<int> _listStarts = [];
    private readonly HashSet<int> _listEnds = [];
    private readonly Dictionary<int, int> _patterns = [];

    private Landmarks()
    {
    }

    /// <summary>Walks the declarations and statements of a file.</summary>
    public static Landmarks Of(SourceFile file)
    {
        var landmarks = new Landmarks();
        foreach (var import in file.Imports)
            landmarks._items.Add(import.Span.Start);
        foreach (var declaration in file.Declarations)
            landmarks.Add(declaration);
        return landmarks;
    }

    /// <summary>Whether a declaration, import, statement or entry of a mapping begins here.</summary>
    public bool BeginsItem(int offset) => _items.Contains(offset);

    /// <summary>Whether a member of a body or an entry of a mapping begins here: a row of a table of names and types.</summary>
    public bool BeginsRow(int offset) => _rows.Contains(offset);

    /// <summary>Whether the word here is followed by a condition, so that a bracket behind it is not a call's.</summary>
    public bool BeginsCondition(int offset) => _conditions.Contains(offset);

    /// <summary>Whether the word here is that of a type <c>list&lt;…&gt;</c>.</summary>
    public bool BeginsList(int offset) => _listStarts.Contains(offset);

    /// <summary>Whether such a type ends here.</summary>
    public bool EndsList(int offset) => _listEnds.Contains(offset);

    /// <summary>Where the pattern of paths that begins here ends; where none begins, here.</summary>
    public int EndOfPattern(int offset) => _patterns.TryGetValue(offset, out var end) ? end : offset;

    private void Add(Declaration declaration)
    {
        _items.Add(declaration.Span.Start);
        switch (declaration)
        {
            case CallableDeclaration callable:
                foreach (var type in callable.Parameters.Select(p => p.Type).Concat(callable.Results.Select(r => r.Type)))
                    Add(type);
                Add(callable.Body);
                break;
            case MappingDeclaration mapping:
                foreach (var entry in mapping.Entries)
                {
                    _items.Add(entry.Span.Start);
                    _rows.Add(entry.Span.Start);
                    _patterns[entry.Span.Start] = entry.Span.Start + entry.Pattern.Length;
                }

                break;
        }
    }

    private void Add(BlockSyntax body)
    {
        foreach (var statement in body.Statements)
        {
            _items.Add(statement.Span.Start);
            AddParts(statement);
        }
    }

    private void AddParts(Statement statement)
    {
        switch (statement)
        {
            case MemberStatement member:
                _rows.Add(member.Span.Start);
                Add(member.Type);
                break;
            case RequireStatement require:
                _conditions.Add(require.Span.Start);
                break;
            case ForStatement loop:
                Add(loop.Body);
                break;
            case IfStatement choice:
                Add(choice.Then);
                if (choice.Else is { Statements: [IfStatement next] } otherwise && otherwise.Span == next.Span)
                    AddParts(next);
                else if (choice.Else is not null)
                    Add(choice.Else);
                break;
        }
    }

    private void Add(TypeSyntax type)
    {
        switch (type)
        {
            case FunctionTypeSyntax function:
                Add(function.Argument);
                Add(function.Result);
                break;
            case ListTypeSyntax list:
                _listStarts.Add(list.Span.Start);
                _listEnds.Add(list.Span.End);
                Add(list.Item);
                break;
        }
    }
}
