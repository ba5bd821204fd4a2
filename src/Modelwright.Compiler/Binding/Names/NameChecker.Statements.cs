using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Names;

/// <content>Statements, and which names they make known.</content>
internal sealed partial class NameChecker
{
    private void CheckBlock(BlockSyntax? block)
    {
        if (block is not null)
            InScope(() => block.Statements.ToList().ForEach(CheckStatement));
    }

    private void CheckStatement(Statement statement)
    {
        if (diagnostics.IsFull)
            return;
        switch (statement)
        {
            case MemberStatement member:
                CheckType(member.Type);
                _isStart = member.Kind is MemberKind.Param or MemberKind.Buffer;
                CheckExpression(member.Value);
                _isStart = false;
                CheckPath(member.As);
                _names.Add(member.Name.Text);
                break;
            case RequireStatement require:
                CheckExpression(require.Condition);
                break;
            case LetStatement let:
                CheckIndexed(let.Binders, let.Value);
                _names.Add(let.Name.Text);
                break;
            case UnpackStatement unpack:
                CheckExpression(unpack.Value);
                _names.Add(unpack.Names.Select(n => n.Text));
                break;
            case AssignStatement assign:
                CheckName(assign.Name.Text, assign.Name.Span, $"; declare it: 'var {assign.Name.Text} = …'");
                CheckIndexed(assign.Binders, assign.Value);
                break;
            case ForStatement loop:
                CheckExpression(loop.Start);
                CheckExpression(loop.End);
                InScope(() =>
                {
                    _names.Add(loop.Variable.Text);
                    CheckPath(loop.As);
                    CheckBlock(loop.Body);
                });
                break;
            case IfStatement branch:
                CheckExpression(branch.Condition);
                CheckBlock(branch.Then);
                CheckBlock(branch.Else);
                break;
            case ReturnStatement result:
                CheckExpression(result.Value);
                break;
        }
    }
}
